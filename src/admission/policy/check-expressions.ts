/** What is wrong with the expressions of policies that are to be stored, in kube-apiserver's words. */
import { type FieldError, type FieldPath, invalidValue, path } from '../../api/field.ts';
import type {
  V1MatchCondition,
  V1MutatingAdmissionPolicySpec,
  V1ValidatingAdmissionPolicySpec,
  V1Variable,
} from '../../schema/generated/types.ts';
import { type Compiled, PolicyCompiler } from './expressions/compiler.ts';
import { compileMatchConditions } from './match-conditions.ts';
import { PATCH_RESULTS } from './mutating/compile.ts';
import { ANNOTATION_RESULTS, CHECK_RESULTS, MESSAGE_RESULTS } from './validating/compile.ts';

const SPEC = path('spec');

export function checkValidatingPolicy(spec: V1ValidatingAdmissionPolicySpec): FieldError[] {
  const hasParams = spec.paramKind !== undefined;
  const compiler = new PolicyCompiler({ hasParams });
  return [
    ...checkMatchConditions(spec.matchConditions, hasParams, SPEC.child('matchConditions')),
    ...checkVariables(spec.variables, compiler),
    ...each(spec.validations, SPEC.child('validations'), ({ expression, messageExpression }, at) => [
      ...check(expression, at.child('expression'), (text) => compiler.compile(text, CHECK_RESULTS)),
      ...check(messageExpression, at.child('messageExpression'), (text) =>
        compiler.compileWithoutAuthorizer(text, MESSAGE_RESULTS),
      ),
    ]),
    ...each(spec.auditAnnotations, SPEC.child('auditAnnotations'), ({ valueExpression }, at) =>
      check(valueExpression, at.child('valueExpression'), (text) => compiler.compile(text, ANNOTATION_RESULTS)),
    ),
  ];
}

export function checkMutatingPolicy(spec: V1MutatingAdmissionPolicySpec): FieldError[] {
  const hasParams = spec.paramKind !== undefined;
  const compiler = new PolicyCompiler({ hasParams, patches: true });
  return [
    ...checkMatchConditions(spec.matchConditions, hasParams, SPEC.child('matchConditions')),
    ...checkVariables(spec.variables, compiler),
    ...each(spec.mutations, SPEC.child('mutations'), ({ patchType, applyConfiguration, jsonPatch }, at) =>
      patchType === 'JSONPatch'
        ? check(jsonPatch?.expression, at.child('jsonPatch', 'expression'), (text) =>
            compiler.compile(text, PATCH_RESULTS.JSONPatch),
          )
        : check(applyConfiguration?.expression, at.child('applyConfiguration', 'expression'), (text) =>
            compiler.compile(text, PATCH_RESULTS.ApplyConfiguration),
          ),
    ),
  ];
}

/** Of policies, and, without parameters, of webhooks. */
export function checkMatchConditions(
  conditions: readonly V1MatchCondition[] = [],
  hasParams: boolean,
  at: FieldPath,
): FieldError[] {
  const trimmed = conditions.map(({ expression = '' }) => ({ expression: expression.trim() }));
  const compiled = compileMatchConditions(trimmed, hasParams);
  return each(trimmed, at, ({ expression }, place, index) =>
    check(expression, place.child('expression'), () => compiled[index]!),
  );
}

/** Each may name those before it. */
function checkVariables(variables: readonly V1Variable[] | undefined, compiler: PolicyCompiler): FieldError[] {
  return each(variables, SPEC.child('variables'), ({ name = '', expression }, at) =>
    check(expression, at.child('expression'), (text) => compiler.addVariable(name, text)),
  );
}

function each<T>(
  items: readonly T[] | undefined,
  at: FieldPath,
  checkItem: (item: T, place: FieldPath, index: number) => FieldError[],
): FieldError[] {
  return (items ?? []).flatMap((item, index) => checkItem(item, at.index(index), index));
}

/** An expression that is missing is refused elsewhere. */
function check(expression: string | undefined, at: FieldPath, compile: (text: string) => Compiled): FieldError[] {
  if (!expression?.trim()) return [];
  const { problem } = compile(expression);
  return problem === undefined ? [] : [invalidValue(at, expression, problem)];
}
