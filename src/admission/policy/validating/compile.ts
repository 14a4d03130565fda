/** A ValidatingAdmissionPolicy, ready to be evaluated. */
import type { StatusReason } from '../../../api/status.ts';
import { BOOL, NULL, STRING } from '../../../cel/check/types.ts';
import { CompiledOnce } from '../../../cel/compiled-once.ts';
import type { V1ValidatingAdmissionPolicySpec, V1Validation } from '../../../schema/generated/types.ts';
import type { Steps } from '../../../util/pause.ts';
import { type Compiled, compileEach, PolicyCompiler } from '../expressions/compiler.ts';
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

const CHECK_RESULTS = [BOOL];
const MESSAGE_RESULTS = [STRING];
const ANNOTATION_RESULTS = [STRING, NULL];

/** By the policy's spec. */
export const VALIDATING_PROGRAMS = new CompiledOnce(compileValidatingPolicy);

export function* compileValidatingPolicy(spec: V1ValidatingAdmissionPolicySpec): Steps<ValidatingProgram> {
  const hasParams = spec.paramKind !== undefined;
  const compiler = new PolicyCompiler({ hasParams });
  return {
    conditions: yield* compileMatchConditions(spec.matchConditions, hasParams),
    variables: yield* compiler.addVariables(spec.variables),
    validations: yield* compileEach(spec.validations, (validation) => compileValidation(validation, compiler)),
    annotations: yield* compileEach(spec.auditAnnotations, function* ({ key = '', valueExpression = '' }) {
      return { key, value: yield* compiler.compile(valueExpression, ANNOTATION_RESULTS) };
    }),
  };
}

function* compileValidation(
  { expression = '', message = '', messageExpression, reason }: V1Validation,
  compiler: PolicyCompiler,
): Steps<CompiledValidation> {
  return {
    check: yield* compiler.compile(expression, CHECK_RESULTS),
    message,
    messageExpression: messageExpression
      ? yield* compiler.compileWithoutAuthorizer(messageExpression, MESSAGE_RESULTS)
      : undefined,
    reason: (reason as StatusReason) ?? 'Invalid',
  };
}
