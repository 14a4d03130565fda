import { type FieldError, forbiddenField, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1PriorityClass } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { PREEMPTION_POLICIES, validateEnumAsListed, validateImmutable } from '../validation/common.ts';

export type PriorityClass = V1PriorityClass & KubeObject;

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_PREFIX = 'system-';
const SYSTEM_CLASSES = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
]);

export const priorityClasses = defineResource<PriorityClass>({
  group: 'scheduling.k8s.io',
  name: 'priorityclasses',
  kind: 'PriorityClass',
  namespaced: false,
  shortNames: ['pc'],
  strategy: {
    defaults(object) {
      object.preemptionPolicy ??= 'PreemptLowerPriority';
    },
    prepareForCreate(object) {
      object.metadata.generation = 1;
    },
    refuseDeletion: ({ metadata }) =>
      SYSTEM_CLASSES.has(metadata.name ?? '') ? 'this is a system priority class and cannot be deleted' : undefined,
    validate: (object) => [...validateValue(object), ...validatePreemptionPolicy(object.preemptionPolicy)],
    validateUpdate: (object, old) => [
      ...(object.value === old.value ? [] : [forbiddenField(path('value'), 'may not be changed in an update.')]),
      ...validateImmutable(object.preemptionPolicy, old.preemptionPolicy, path('preemptionPolicy')),
    ],
  },
});

/** Priorities above the users' range belong to the two classes of the system. */
function validateValue(object: PriorityClass): FieldError[] {
  const { metadata, value = 0 } = object;
  if (metadata.name?.startsWith(SYSTEM_PREFIX)) {
    const wrong = whatIsNotOfTheSystem(metadata.name, value, object.globalDefault ?? false);
    const reserved = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${wrong}`;
    return wrong ? [forbiddenField(path('metadata', 'name'), reserved)] : [];
  }
  if (value <= HIGHEST_USER_PRIORITY) return [];
  const detail = `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`;
  return [forbiddenField(path('value'), detail)];
}

function whatIsNotOfTheSystem(name: string, value: number, globalDefault: boolean): string | undefined {
  const expected = SYSTEM_CLASSES.get(name);
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validatePreemptionPolicy(policy = ''): FieldError[] {
  return validateEnumAsListed(policy, PREEMPTION_POLICIES, path('preemptionPolicy'));
}
