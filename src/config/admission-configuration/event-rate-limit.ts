/** Configuration of eventratelimit.admission.k8s.io: how many events are taken, of whom. */
import {
  type EventLimitOptions,
  LIMIT_TYPES,
  type LimitType,
} from '../../admission/plugins/event-rate-limit/event-limit.ts';
import { aggregate } from '../../api/aggregate.ts';
import { type FieldError, type FieldPath, invalidValue, notSupported, path } from '../../api/field.ts';
import { ConfigError } from '../errors.ts';
import type { FileKind } from '../files/decode.ts';
import { INT32, listOf, struct, TEXT } from '../files/struct.ts';
import { decodePluginConfiguration } from './decode.ts';

const LIMIT = struct('Limit', { type: TEXT, qps: INT32, burst: INT32, cacheSize: INT32 });

const KIND: FileKind = {
  kind: 'Configuration',
  apiVersions: ['eventratelimit.admission.k8s.io/v1alpha1'],
  schema: struct('Configuration', { limits: listOf(LIMIT) }),
};

interface Limit extends Omit<EventLimitOptions, 'type'> {
  readonly type: string;
}

/** @param value undefined or null: none, and a plugin that limits nothing is a mistake @throws ConfigError */
export function readEventRateLimitConfiguration(value: unknown): readonly EventLimitOptions[] {
  const limits: readonly Limit[] =
    value === undefined || value === null ? [] : decodePluginConfiguration('EventRateLimit', value, KIND).limits;
  const at = path('limits');
  const errors = limits.flatMap((limit, position) => validateLimit(limit, at.index(position)));
  if (limits.length === 0) errors.push(invalidValue(at, limits, 'must not be empty'));
  if (errors.length > 0) throw new ConfigError(`EventRateLimit: ${aggregate(errors.map(String))}`);
  return limits as readonly EventLimitOptions[];
}

function validateLimit({ type, burst, qps, cacheSize }: Limit, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!LIMIT_TYPES.includes(type as LimitType)) errors.push(notSupported(at.child('type'), type, LIMIT_TYPES));
  if (burst <= 0) errors.push(invalidValue(at.child('burst'), burst, 'must be positive'));
  if (qps <= 0) errors.push(invalidValue(at.child('qps'), qps, 'must be positive'));
  if (type !== 'Server' && cacheSize < 0) {
    errors.push(invalidValue(at.child('cacheSize'), cacheSize, 'must not be negative'));
  }
  return errors;
}
