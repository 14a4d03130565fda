/** A ValidatingAdmissionPolicy, ready to be evaluated. */
import type { KubeObject } from '../../../api/object.ts';
import type { StatusReason } from '../../../api/status.ts';
import { BOOL, NULL, STRING } from '../../../cel/check/types.ts';
import type { V1ValidatingAdmissionPolicySpec } from '../../../schema/generated/types.ts';
import { type Compiled, PolicyCompiler } from '../expressions/compiler.ts';
import { compileMatchConditions } from '../match-conditions.ts';

export interface CompiledValidation {
  readonly check: Compiled;
  readonly message: string;
  readonly messageExpression: Compiled | undefined;
  readonly reason: StatusReason;
}

export interface ValidatingProgram {
  readonly conditions: readonly Compiled[];
  readonly variables: ReadonlyMap<string, Compiled>;
  readonly validations: readonly CompiledValidation[];
  readonly annotations: readonly { readonly key: string; readonly value: Compiled }[];
}

export const CHECK_RESULTS = [BOOL];
export const MESSAGE_RESULTS = [STRING];
export const ANNOTATION_RESULTS = [STRING, NULL];

export function compileValidatingPolicy({ spec = {} }: KubeObject): ValidatingProgram {
  const { paramKind, matchConditions, variables, validations, auditAnnotations } =
    spec as V1ValidatingAdmissionPolicySpec;
  const hasParams = paramKind !== undefined;
  const compiler = new PolicyCompiler({ hasParams });
  return {
    conditions: compileMatchConditions(matchConditions, hasParams),
    variables: new Map(
      (variables ?? []).map(({ name = '', expression = '' }) => [name, compiler.addVariable(name, expression)]),
    ),
    validations: (validations ?? []).map(({ expression = '', message = '', messageExpression, reason }) => ({
      check: compiler.compile(expression, CHECK_RESULTS),
      message,
      messageExpression: messageExpression
        ? compiler.compileWithoutAuthorizer(messageExpression, MESSAGE_RESULTS)
        : undefined,
      reason: (reason as StatusReason) ?? 'Invalid',
    })),
    annotations: (auditAnnotations ?? []).map(({ key = '', valueExpression = '' }) => ({
      key,
      value: compiler.compile(valueExpression, ANNOTATION_RESULTS),
    })),
  };
}
