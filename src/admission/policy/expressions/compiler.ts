/** Compiling the expressions of one policy (k8s.io/apiserver/pkg/admission/plugin/cel). */
import { DYN, messageType, sameType, type Type } from '../../../cel/check/types.ts';
import type { Environment } from '../../../cel/environment.ts';
import { compile, type Program } from '../../../cel/program.ts';
import { type EnvironmentOptions, policyEnvironment } from './environments.ts';

export const VARIABLES: Type = messageType('kubernetes.variables');

export type Compiled =
  | { readonly expression: string; readonly program: Program; readonly problem?: undefined }
  /** `problem`: what is wrong, in kube-apiserver's words. */
  | { readonly expression: string; readonly program?: undefined; readonly problem: string };

/** @param results the types that the expression may have; none: any */
export function compileExpression(
  expression: string,
  environment: Environment,
  results: readonly Type[] = [],
): Compiled {
  const { program, message } = compile(expression, environment);
  if (!program) return { expression, problem: `compilation failed: ${message}` };
  const { outputType } = program;
  if (results.length === 0 || results.some((type) => sameType(type, outputType))) return { expression, program };
  const wanted = results.map(declaredName);
  const expected = wanted.length === 1 ? wanted[0] : `one of [${wanted.join(' ')}]`;
  return { expression, problem: `must evaluate to ${expected} but got ${declaredName(outputType)}` };
}

/** As cel-go declares it, which is not how its checker calls it: `null_type`. */
function declaredName({ name, parameters }: Type): string {
  return parameters.length === 0 ? name : `${name}(${parameters.map(declaredName).join(', ')})`;
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

  /** From now on expressions may name it. */
  addVariable(name: string, expression: string): Compiled {
    const compiled = compileExpression(expression, this.environment);
    this.#variables.set(name, compiled.program?.outputType ?? DYN);
    return compiled;
  }

  compile(expression: string, results: readonly Type[]): Compiled {
    return compileExpression(expression, this.environment, results);
  }

  compileWithoutAuthorizer(expression: string, results: readonly Type[]): Compiled {
    return compileExpression(expression, this.#withoutAuthorizer, results);
  }
}
