/** The objects that every cluster has and nobody may change: what to do with the requests that nothing else matches. */
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { V1FlowSchemaSpec, V1PriorityLevelConfigurationSpec } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { goFlowSchemaSpec, goPriorityLevelSpec } from './go-values.ts';

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

export function validateFixedSchema(name: string, spec: V1FlowSchemaSpec): FieldError[] {
  const fixed = MANDATORY_FLOW_SCHEMAS.get(name);
  return fixed === undefined || deepEqual(spec, fixed) ? [] : [notFixed(name, goFlowSchemaSpec(spec), '')];
}

/** How much the exempt level lends is the one thing that an administrator may tune. */
export function validateFixedLevel(name: string, spec: V1PriorityLevelConfigurationSpec): FieldError[] {
  const fixed = MANDATORY_PRIORITY_LEVELS.get(name);
  if (fixed === undefined) return [];
  const isTunable = name === 'exempt';
  const untuned = isTunable ? { ...spec, exempt: fixed.exempt } : spec;
  if (deepEqual(untuned, fixed)) return [];
  return [notFixed(name, goPriorityLevelSpec(spec), isTunable ? " except the 'spec.exempt' field" : '')];
}

function notFixed(name: string, shown: object, exception: string): FieldError {
  return invalidValue(path('spec'), shown, `spec of '${name}'${exception} must equal the fixed value`);
}
