/** What ImagePolicyWebhook is configured with: whom to ask, and how long to go by the answers. */
import type { ImagePolicyOptions } from '../../admission/plugins/image-policy-webhook/image-policy-webhook.ts';
import { goDuration } from '../../audit/go-duration.ts';
import { ConfigError } from '../errors.ts';
import { FLAG, INT64, struct, TEXT } from '../files/struct.ts';
import { decodePluginConfiguration } from './decode.ts';

const PLUGIN = 'ImagePolicyWebhook';

const SCHEMA = struct('AdmissionConfig', {
  imagePolicy: struct('imagePolicyWebhookConfig', {
    kubeConfigFile: TEXT,
    allowTTL: INT64,
    denyTTL: INT64,
    retryBackoff: INT64,
    defaultAllow: FLAG,
  }),
});

export interface ImagePolicyConfiguration extends ImagePolicyOptions {
  /** A path. */
  readonly kubeConfigFile: string;
  /** How long to wait before the webhook is asked again, in milliseconds. */
  readonly retryBackoff: number;
}

/** In milliseconds. */
interface DurationRule {
  /** Of the number that stands in the file. */
  readonly unit: number;
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LIFETIME = { unit: SECOND, least: SECOND, most: 30 * MINUTE };
const ALLOW_TTL: DurationRule = { ...LIFETIME, usual: 5 * MINUTE };
const DENY_TTL: DurationRule = { ...LIFETIME, usual: 30 * SECOND };
const RETRY_BACKOFF: DurationRule = { unit: 1, least: 0, most: 5 * MINUTE, usual: 500 };

/** @throws ConfigError */
export function readImagePolicyConfiguration(value: unknown): ImagePolicyConfiguration {
  if (value === undefined || value === null) throw new ConfigError(`${PLUGIN}: no config specified`);
  const { imagePolicy } = decodePluginConfiguration(PLUGIN, value, SCHEMA);
  const { kubeConfigFile, allowTTL, denyTTL, retryBackoff, defaultAllow } = imagePolicy;
  if (kubeConfigFile === '') throw new ConfigError(`${PLUGIN}: imagePolicy.kubeConfigFile: Required value`);
  return {
    kubeConfigFile,
    retryBackoff: durationOf(retryBackoff, RETRY_BACKOFF),
    allowTtl: durationOf(allowTTL, ALLOW_TTL),
    denyTtl: durationOf(denyTTL, DENY_TTL),
    defaultAllow,
  };
}

/** 0 stands for what is usual, -1 for none. */
function durationOf(number: number, { unit, usual, least, most }: DurationRule): number {
  if (number === -1) return 0;
  if (number === 0) return usual;
  const value = number * unit;
  if (value >= least && value <= most) return value;
  const given = value < 0 ? `-${goDuration(-value)}` : goDuration(value);
  const range = `valid value is between ${least === 0 ? '1ns' : goDuration(least)} and ${goDuration(most)}`;
  throw new ConfigError(`${PLUGIN}: ${range}, got ${given}`);
}
