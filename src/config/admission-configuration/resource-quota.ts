/** ResourceQuotaConfiguration (apiserver.config.k8s.io): what nobody may use without a quota that limits it. */
import { path, required } from '../../api/field.ts';
import type { LimitedResource } from '../../quota/limited.ts';
import { ConfigError } from '../errors.ts';
import type { FileKind } from '../files/decode.ts';
import { listOf, struct, TEXT } from '../files/struct.ts';
import { decodePluginConfiguration } from './decode.ts';

const SCOPE = struct('ScopedResourceSelectorRequirement', { scopeName: TEXT, operator: TEXT, values: listOf(TEXT) });

const LIMITED = struct('LimitedResource', {
  apiGroup: TEXT,
  resource: TEXT,
  matchContains: listOf(TEXT),
  matchScopes: listOf(SCOPE),
});

const SCHEMA = struct('Configuration', { limitedResources: listOf(LIMITED) });

const KIND: FileKind = {
  kind: 'ResourceQuotaConfiguration',
  apiVersions: ['apiserver.config.k8s.io/v1'],
  schema: SCHEMA,
};

/** As it was called before it was v1. */
const OLD_KIND: FileKind = {
  kind: 'Configuration',
  apiVersions: ['resourcequota.admission.k8s.io/v1beta1', 'resourcequota.admission.k8s.io/v1alpha1'],
  schema: SCHEMA,
};

/** @param value undefined or null: nothing is limited @throws ConfigError */
export function readResourceQuotaConfiguration(value: unknown): readonly LimitedResource[] {
  if (value === undefined || value === null) return [];
  const limited = decode(value);
  const errors = limited.flatMap(({ resource }, position) =>
    resource === '' ? [required(path('limitedResources').index(position).child('resource'))] : [],
  );
  if (errors.length > 0) throw new ConfigError(`ResourceQuota invalid: ${errors.join(', ')}`);
  return limited;
}

function decode(value: unknown): readonly LimitedResource[] {
  const isOld = (value as { kind?: unknown }).kind === OLD_KIND.kind;
  return decodePluginConfiguration('ResourceQuota', value, isOld ? OLD_KIND : KIND).limitedResources;
}
