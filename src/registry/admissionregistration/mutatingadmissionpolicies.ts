import { type FieldError, type FieldPath, invalidValue, path, required } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1MutatingAdmissionPolicy, V1Mutation } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateEnum } from '../validation/common.ts';
import { ExpressionErrors } from './expression-errors.ts';
import { CHECKS } from './expressions.ts';
import { confirmParamKind } from './param-grants.ts';
import { setPolicySpecDefaults, validatePolicySpec } from './policy-spec.ts';

type MutatingAdmissionPolicy = V1MutatingAdmissionPolicy & KubeObject;

const SPEC = path('spec');
const REINVOCATION_POLICIES = ['IfNeeded', 'Never'];
/** Each patch type, and the field that holds its expression. */
const PATCH_FIELDS = new Map([
  ['ApplyConfiguration', 'applyConfiguration'],
  ['JSONPatch', 'jsonPatch'],
] as const) as ReadonlyMap<string, 'applyConfiguration' | 'jsonPatch'>;
const PATCH_TYPES = [...PATCH_FIELDS.keys()];

function validate({ spec = {} }: MutatingAdmissionPolicy): FieldError[] {
  const mutations = spec.mutations ?? [];
  const at = SPEC.child('mutations');
  const expressions = new ExpressionErrors(CHECKS.get().checkMutatingPolicy(spec));
  const errors = validatePolicySpec(spec, SPEC, expressions, true);
  if (mutations.length === 0) errors.push(required(at, 'mutations must contain at least one item'));
  return [
    ...errors,
    ...mutations.flatMap((mutation, position) => validateMutation(mutation, at.index(position), expressions)),
    ...validateEnum(spec.reinvocationPolicy, REINVOCATION_POLICIES, SPEC.child('reinvocationPolicy')),
    ...expressions.at(SPEC),
  ];
}

function validateMutation(mutation: V1Mutation, at: FieldPath, expressions: ExpressionErrors): FieldError[] {
  const { patchType } = mutation;
  const field = PATCH_FIELDS.get(patchType ?? '');
  if (!field) return validateEnum(patchType, PATCH_TYPES, at.child('patchType'));
  const errors: FieldError[] = [];
  const patch = mutation[field];
  if (!patch) errors.push(required(at.child(field), `must be specified when patchType is ${patchType}`));
  else if (!patch.expression?.trim()) errors.push(required(at.child(field, 'expression')));
  else errors.push(...expressions.at(at.child(field, 'expression')));
  for (const other of PATCH_FIELDS.values()) {
    if (other === field || !mutation[other]) continue;
    errors.push(invalidValue(at.child(other), `{${other}}`, `must not be specified when patchType is ${patchType}`));
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
    confirmGrant: (policy, old, context) => confirmParamKind(policy, old, context, () => validate(policy).length === 0),
    validate,
    validateUpdate: validate,
    tracksGeneration: true,
  },
});
