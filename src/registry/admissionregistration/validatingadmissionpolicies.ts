import { type FieldError, path, required } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ValidatingAdmissionPolicy } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { keepMetadata } from '../status-metadata.ts';
import { validateConditions } from '../workloads/conditions.ts';
import { ExpressionErrors } from './expression-errors.ts';
import { CHECKS } from './expressions.ts';
import { confirmParamKind } from './param-grants.ts';
import { setPolicySpecDefaults, validatePolicySpec } from './policy-spec.ts';
import { validateAuditAnnotations, validateValidation } from './policy-validations.ts';

type ValidatingAdmissionPolicy = V1ValidatingAdmissionPolicy & KubeObject;

const SPEC = path('spec');
const WARNINGS = path('status', 'typeChecking', 'expressionWarnings');
const NOTHING_TO_DO = 'validations or auditAnnotations must contain at least one item';

function validate({ metadata, spec = {} }: ValidatingAdmissionPolicy): FieldError[] {
  const { auditAnnotations = [], validations = [] } = spec;
  const expressions = new ExpressionErrors(CHECKS.get().checkValidatingPolicy(spec));
  const errors = validatePolicySpec(spec, SPEC, expressions);
  if (validations.length === 0 && auditAnnotations.length === 0) {
    errors.push(required(SPEC.child('validations'), NOTHING_TO_DO));
    errors.push(required(SPEC.child('auditAnnotations'), NOTHING_TO_DO));
  }
  return [
    ...errors,
    ...validations.flatMap((validation, at) =>
      validateValidation(validation, SPEC.child('validations').index(at), expressions),
    ),
    ...validateAuditAnnotations(auditAnnotations, metadata.name ?? '', SPEC.child('auditAnnotations'), expressions),
    ...expressions.at(SPEC),
  ];
}

function validateStatus({ status = {} }: ValidatingAdmissionPolicy): FieldError[] {
  const warnings = (status.typeChecking?.expressionWarnings ?? []).flatMap(({ fieldRef, warning }, position) => [
    ...(warning ? [] : [required(WARNINGS.index(position).child('warning'))]),
    ...(fieldRef?.trim() ? [] : [required(WARNINGS.index(position).child('fieldRef'))]),
  ]);
  return [...warnings, ...validateConditions(status.conditions, path('status', 'conditions'))];
}

export const validatingAdmissionPolicies = defineResource<ValidatingAdmissionPolicy>({
  group: 'admissionregistration.k8s.io',
  name: 'validatingadmissionpolicies',
  kind: 'ValidatingAdmissionPolicy',
  namespaced: false,
  categories: ['api-extensions'],
  strategy: {
    allowUnconditionalUpdate: false,
    defaults(policy) {
      policy.spec ??= {};
      setPolicySpecDefaults(policy.spec);
    },
    async prepareValidation({ spec = {} }) {
      const { prepareValidatingPolicy } = await CHECKS.load();
      await prepareValidatingPolicy(spec);
    },
    prepareForCreate(policy) {
      policy.status = {};
    },
    prepareForUpdate(policy, old) {
      policy.status = old.status ?? {};
    },
    confirmGrant: (policy, old, context) => confirmParamKind(policy, old, context, () => validate(policy).length === 0),
    validate,
    validateUpdate: validate,
    tracksGeneration: true,
  },
  status: {
    prepareForUpdate(policy, old) {
      policy.spec = old.spec ?? {};
      keepMetadata(policy, old);
    },
    validateUpdate: validateStatus,
  },
});
