/** Compiling the expressions of one policy (k8s.io/apiserver/pkg/admission/plugin/cel). */
import { DYN, declaredName, messageType, sameType, type Type } from '../../../cel/check/types.ts';
import type { Environment } from '../../../cel/environment.ts';
import { compileSteps, type Program } from '../../../cel/program.ts';
import type { V1Variable } from '../../../schema/generated/types.ts';
import type { Steps } from '../../../util/pause.ts';
import { type EnvironmentOptions, policyEnvironment } from './environments.ts';

export const VARIABLES: Type = messageType('kubernetes.variables');

export type Compiled =
  | { readonly expression: string; readonly program: Program; readonly problem?: undefined }
  /** `problem`: what is wrong, in kube-apiserver's words. */
  | { readonly expression: string; readonly program?: undefined; readonly problem: string };

/** @param results the types that the expression may have; none: any */
export function* compileExpression(
  expression: string,
  environment: Environment,
  results: readonly Type[] = [],
): Steps<Compiled> {
  const { program, message } = yield* compileSteps(expression, environment);
  yield;
  if (!program) return { expression, problem: `compilation failed: ${message}` };
  const { outputType } = program;
  if (results.length === 0 || results.some((type) => sameType(type, outputType))) return { expression, program };
  const wanted = results.map(declaredName);
  const expected = wanted.length === 1 ? wanted[0] : `one of [${wanted.join(' ')}]`;
  return { expression, problem: `must evaluate to ${expected} but got ${declaredName(outputType)}` };
}

/** Those of a list, one after the other. */
export function* compileEach<T, C>(items: readonly T[] | undefined, compileItem: (item: T) => Steps<C>): Steps<C[]> {
  const compiled: C[] = [];
  for (const item of items ?? []) compiled.push(yield* compileItem(item));
  return compiled;
}

/** Compiles expressions that may use the policy's variables, each those before it. */
export class PolicyCompiler {
  readonly #variables = new Map<string, Type>();
  readonly environment: Environment;
  readonly #withoutAuthorizer: Environment;

  constructor(options: EnvironmentOptions) {
    this.environment = this.#composed(policyEnvironment(options));
    this.#withoutAuthorizer = this.#composed(policyEnvironment({ ...options, hasAuthorizer: false }));
  }

  #composed(environment: Environment): Environment {
    return environment.extend({
      variables: { variables: VARIABLES },
      types: {
        findType: (name) => (name === VARIABLES.name ? VARIABLES : undefined),
        findField: (type, field) => (type === VARIABLES.name ? this.#variables.get(field) : undefined),
      },
    });
  }

  /** When it is done, expressions may name it. */
  *addVariable(name: string, expression: string): Steps<Compiled> {
    const compiled = yield* compileExpression(expression, this.environment);
    this.#variables.set(name, compiled.program?.outputType ?? DYN);
    return compiled;
  }

  /** Each may name those before it. */
  *addVariables(variables: readonly V1Variable[] = []): Steps<Map<string, Compiled>> {
    const compiled = new Map<string, Compiled>();
    for (const { name = '', expression = '' } of variables) {
      compiled.set(name, yield* this.addVariable(name, expression));
    }
    return compiled;
  }

  compile(expression: string, results: readonly Type[]): Steps<Compiled> {
    return compileExpression(expression, this.environment, results);
  }

  compileWithoutAuthorizer(expression: string, results: readonly Type[]): Steps<Compiled> {
    return compileExpression(expression, this.#withoutAuthorizer, results);
  }
}
