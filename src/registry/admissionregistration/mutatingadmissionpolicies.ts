import { type FieldError, type FieldPath, forbiddenField, path, required } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1MutatingAdmissionPolicy, V1Mutation } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateEnum } from '../validation/common.ts';
import { CHECKS } from './expressions.ts';
import { setPolicySpecDefaults, validatePolicySpec } from './policy-spec.ts';
import { requireExpression } from './variables.ts';

type MutatingAdmissionPolicy = V1MutatingAdmissionPolicy & KubeObject;

const SPEC = path('spec');
const REINVOCATION_POLICIES = ['IfNeeded', 'Never'];
/** Each patch type, and the field that holds its expression. */
const PATCH_FIELDS = [
  ['ApplyConfiguration', 'applyConfiguration'],
  ['JSONPatch', 'jsonPatch'],
] as const;

function validate({ spec = {} }: MutatingAdmissionPolicy): FieldError[] {
  const mutations = spec.mutations ?? [];
  const at = SPEC.child('mutations');
  const errors = validatePolicySpec(spec, SPEC);
  if (mutations.length === 0) errors.push(required(at, 'mutations must contain at least one item'));
  return [
    ...errors,
    ...mutations.flatMap((mutation, position) => validateMutation(mutation, at.index(position))),
    ...validateEnum(spec.reinvocationPolicy, REINVOCATION_POLICIES, SPEC.child('reinvocationPolicy')),
    ...CHECKS.get().checkMutatingPolicy(spec),
  ];
}

function validateMutation(mutation: V1Mutation, at: FieldPath): FieldError[] {
  const types = PATCH_FIELDS.map(([type]) => type);
  const errors = validateEnum(mutation.patchType, types, at.child('patchType'));
  for (const [type, field] of PATCH_FIELDS) {
    const patch = mutation[field];
    if (type !== mutation.patchType) {
      if (patch)
        errors.push(forbiddenField(at.child(field), `${field} may not be specified when patchType is not ${type}`));
    } else if (patch) {
      errors.push(...requireExpression(patch.expression, at.child(field, 'expression')));
    } else {
      errors.push(required(at.child(field), `${field} is required when patchType is ${type}`));
    }
  }
  return errors;
}

export const mutatingAdmissionPolicies = defineResource<MutatingAdmissionPolicy>({
  group: 'admissionregistration.k8s.io',
  name: 'mutatingadmissionpolicies',
  kind: 'MutatingAdmissionPolicy',
  namespaced: false,
  categories: ['api-extensions'],
  strategy: {
    allowUnconditionalUpdate: false,
    defaults(policy) {
      policy.spec ??= {};
      setPolicySpecDefaults(policy.spec);
    },
    async prepareValidation({ spec = {} }) {
      const { prepareMutatingPolicy } = await CHECKS.load();
      await prepareMutatingPolicy(spec);
    },
    validate,
    validateUpdate: validate,
    tracksGeneration: true,
  },
});
