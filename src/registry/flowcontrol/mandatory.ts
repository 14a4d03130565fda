/** The objects that every cluster has and nobody may change: what to do with the requests that nothing else matches. */
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { V1FlowSchemaSpec, V1PriorityLevelConfigurationSpec } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';

const ALL_REQUESTS = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
};

const group = (name: string) => ({ kind: 'Group', group: { name } });

export const MANDATORY_FLOW_SCHEMAS: ReadonlyMap<string, V1FlowSchemaSpec> = new Map([
  [
    'exempt',
    {
      priorityLevelConfiguration: { name: 'exempt' },
      matchingPrecedence: 1,
      rules: [{ subjects: [group('system:masters')], ...ALL_REQUESTS }],
    },
  ],
  [
    'catch-all',
    {
      priorityLevelConfiguration: { name: 'catch-all' },
      matchingPrecedence: 10_000,
      distinguisherMethod: { type: 'ByUser' },
      rules: [{ subjects: [group('system:unauthenticated'), group('system:authenticated')], ...ALL_REQUESTS }],
    },
  ],
]);

export const MANDATORY_PRIORITY_LEVELS: ReadonlyMap<string, V1PriorityLevelConfigurationSpec> = new Map([
  ['exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }],
  [
    'catch-all',
    {
      type: 'Limited',
      limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: 'Reject' } },
    },
  ],
]);

export function validateFixedSpec(name: string, spec: unknown, fixed: unknown): FieldError[] {
  if (fixed === undefined || deepEqual(spec, fixed)) return [];
  return [invalidValue(path('spec'), spec, `spec of '${name}' must equal the fixed value`)];
}
