/** Configuration of podtolerationrestriction.admission.k8s.io: tolerations for namespaces that say nothing of them. */
import type { PodTolerationRestrictionOptions } from '../../admission/plugins/pod-toleration-restriction/pod-toleration-restriction.ts';
import { path } from '../../api/field.ts';
import { validateTolerations } from '../../registry/core/pod-spec/tolerations.ts';
import { ConfigError } from '../errors.ts';
import type { FileKind } from '../files/decode.ts';
import { INT64, listOf, optional, struct, TEXT } from '../files/struct.ts';
import { decodePluginConfiguration } from './decode.ts';

const TOLERATIONS = listOf(
  struct('Toleration', {
    key: optional(TEXT),
    operator: optional(TEXT),
    value: optional(TEXT),
    effect: optional(TEXT),
    tolerationSeconds: optional(INT64),
  }),
);

const KIND: FileKind = {
  kind: 'Configuration',
  apiVersions: ['podtolerationrestriction.admission.k8s.io/v1alpha1'],
  schema: struct('Configuration', { default: TOLERATIONS, whitelist: TOLERATIONS }),
};

/** @param value undefined or null: none @throws ConfigError */
export function readPodTolerationRestrictionConfiguration(value: unknown): PodTolerationRestrictionOptions {
  if (value === undefined || value === null) return NOTHING;
  const options: PodTolerationRestrictionOptions = decodePluginConfiguration('PodTolerationRestriction', value, KIND);
  const at = path('podtolerationrestriction');
  const errors = (['default', 'whitelist'] as const).flatMap((list) =>
    validateTolerations(options[list], at.child(list)),
  );
  if (errors.length > 0) throw new ConfigError(`PodTolerationRestriction: invalid config: [${errors.join(' ')}]`);
  return options;
}

const NOTHING: PodTolerationRestrictionOptions = { default: [], whitelist: [] };
