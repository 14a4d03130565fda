/** Bindings put policies to work: validating ones and mutating ones. */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalidValue,
  notSupported,
  path,
  required,
} from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type {
  V1MutatingAdmissionPolicyBinding,
  V1MutatingAdmissionPolicyBindingSpec,
  V1ValidatingAdmissionPolicyBinding,
} from '../../schema/generated/types.ts';
import { repeats } from '../../util/repeats.ts';
import { defineResource } from '../resource.ts';
import { validateName } from '../validation/common.ts';
import { setMatchResourcesDefaults, validateMatchResources, validateMutableOperations } from './match-resources.ts';
import { confirmParamRef, type PolicyKind } from './param-grants.ts';
import { validateParamRef } from './params.ts';

const SPEC = path('spec');
const VALIDATING: PolicyKind = { resource: 'validatingadmissionpolicies' };
const MUTATING: PolicyKind = { resource: 'mutatingadmissionpolicies', swapsWords: true };
const ACTIONS = ['Audit', 'Deny', 'Warn'];
const DENY_AND_WARN =
  'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';

function validateSpec({ matchResources, paramRef, policyName }: V1MutatingAdmissionPolicyBindingSpec): FieldError[] {
  const at = SPEC.child('policyName');
  return [
    ...(policyName ? validateName(policyName, isDns1123Subdomain, at) : [required(at)]),
    ...validateParamRef(paramRef, SPEC.child('paramRef')),
    ...validateMatchResources(matchResources, SPEC.child('matchResources')),
  ];
}

function validateActions(actions: readonly string[], at: FieldPath): FieldError[] {
  if (actions.length === 0) return [required(at, 'at least one validation action is required')];
  const repeated = repeats(actions);
  const errors = actions.flatMap((action, position) => [
    ...(ACTIONS.includes(action) ? [] : [notSupported(at.index(position), action, ACTIONS)]),
    ...(repeated[position] ? [duplicate(at.index(position), action)] : []),
  ]);
  const both = actions.includes('Deny') && actions.includes('Warn');
  return both ? [...errors, invalidValue(at, actions, DENY_AND_WARN)] : errors;
}

type ValidatingBinding = V1ValidatingAdmissionPolicyBinding & KubeObject;
type MutatingBinding = V1MutatingAdmissionPolicyBinding & KubeObject;

const validateMutating = ({ spec = {} }: MutatingBinding): FieldError[] => [
  ...validateSpec(spec),
  ...validateMutableOperations(spec.matchResources, SPEC.child('matchResources')),
];

const validateValidating = ({ spec = {} }: ValidatingBinding): FieldError[] => [
  ...validateSpec(spec),
  ...validateActions(spec.validationActions ?? [], SPEC.child('validationActions')),
];

export const validatingAdmissionPolicyBindings = defineResource<ValidatingBinding>({
  group: 'admissionregistration.k8s.io',
  name: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
  namespaced: false,
  categories: ['api-extensions'],
  strategy: {
    allowUnconditionalUpdate: false,
    defaults: ({ spec }) => setMatchResourcesDefaults(spec?.matchResources),
    confirmGrant: (binding, old, context) =>
      confirmParamRef(VALIDATING, binding, old, context, () => validateValidating(binding).length === 0),
    validate: validateValidating,
    validateUpdate: validateValidating,
    tracksGeneration: true,
  },
});

export const mutatingAdmissionPolicyBindings = defineResource<MutatingBinding>({
  group: 'admissionregistration.k8s.io',
  name: 'mutatingadmissionpolicybindings',
  kind: 'MutatingAdmissionPolicyBinding',
  namespaced: false,
  categories: ['api-extensions'],
  strategy: {
    allowUnconditionalUpdate: false,
    defaults: ({ spec }) => setMatchResourcesDefaults(spec?.matchResources),
    confirmGrant: (binding, old, context) =>
      confirmParamRef(MUTATING, binding, old, context, () => validateMutating(binding).length === 0),
    validate: validateMutating,
    validateUpdate: validateMutating,
    tracksGeneration: true,
  },
});
