/** What validating and mutating admission policies have in common. */
import { type FieldError, type FieldPath, required } from '../../api/field.ts';
import type { V1MutatingAdmissionPolicySpec, V1ValidatingAdmissionPolicySpec } from '../../schema/generated/types.ts';
import { requiredEnum } from '../validation/common.ts';
import type { ExpressionErrors } from './expression-errors.ts';
import { validateMatchConditions } from './match-conditions.ts';
import { setMatchResourcesDefaults, validateMatchResources, validateMutableOperations } from './match-resources.ts';
import { validateParamKind } from './params.ts';
import { validateVariable } from './variables.ts';

const FAILURE_POLICIES = ['Fail', 'Ignore'];

type PolicySpec = Omit<V1ValidatingAdmissionPolicySpec, 'validations' | 'auditAnnotations'> &
  Omit<V1MutatingAdmissionPolicySpec, 'mutations' | 'reinvocationPolicy'>;

export function setPolicySpecDefaults(spec: PolicySpec): void {
  spec.failurePolicy ??= 'Fail';
  setMatchResourcesDefaults(spec.matchConstraints);
}

/** @param mutates the policy is for operations whose objects can be changed */
export function validatePolicySpec(
  spec: PolicySpec,
  path: FieldPath,
  expressions: ExpressionErrors,
  mutates = false,
): FieldError[] {
  const constraints = spec.matchConstraints;
  const variables = spec.variables ?? [];
  return [
    ...requiredEnum(spec.failurePolicy, FAILURE_POLICIES, path.child('failurePolicy')),
    ...validateParamKind(spec.paramKind, path.child('paramKind')),
    ...(constraints
      ? validateMatchResources(constraints, path.child('matchConstraints'))
      : [required(path.child('matchConstraints'))]),
    ...(constraints && !constraints.resourceRules?.length
      ? [required(path.child('matchConstraints', 'resourceRules'))]
      : []),
    ...(mutates ? validateMutableOperations(constraints, path.child('matchConstraints')) : []),
    ...validateMatchConditions(spec.matchConditions, path.child('matchConditions'), expressions),
    ...variables.flatMap((variable, at) => validateVariable(variable, path.child('variables').index(at), expressions)),
  ];
}
