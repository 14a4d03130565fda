/** Compiling and running expressions. */
import { atOnce, type Steps } from '../util/pause.ts';
import type { Checked } from './check/checked.ts';
import { check } from './check/checker.ts';
import { literalIssues } from './check/literals.ts';
import type { Type } from './check/types.ts';
import type { Environment } from './environment.ts';
import { Activation, JsonActivation } from './eval/activation.ts';
import type { Frame, Step } from './eval/frame.ts';
import { BudgetExceeded, Meter } from './eval/meter.ts';
import { plan } from './eval/planner.ts';
import { formatIssues, type Issue, SyntaxIssues } from './issues.ts';
import { parse } from './syntax/parser.ts';
import { EvaluationError, isError, type Result, type Value } from './values/value.ts';

/** k8s.io/apiserver/pkg/apis/cel: what one expression may cost. */
export const PER_CALL_LIMIT = 1_000_000;

interface Refused {
  readonly issues: readonly Issue[];
  /** The issues as cel-go prints them. */
  readonly message: string;
}

interface NotRefused {
  readonly issues?: undefined;
  readonly message?: undefined;
}

export type Compilation = ({ readonly program: Program } & NotRefused) | ({ readonly program?: undefined } & Refused);

export type CheckResult = ({ readonly checked: Checked } & NotRefused) | ({ readonly checked?: undefined } & Refused);

export interface EvaluationOptions {
  /** PER_CALL_LIMIT, where none is given. */
  readonly costLimit?: number;
  /** What whole numbers of dynamic type in the variables are: doubles, where nothing is said, as JSON has it. */
  readonly wholeNumbers?: 'int' | 'double';
}

export type Evaluation =
  | { readonly value: Value; readonly error?: undefined; readonly cost: number }
  | { readonly value?: undefined; readonly error: EvaluationError; readonly cost: number };

/** Parses and type-checks. Whatever the expression, it answers and never throws. */
export function compile(expression: string, environment: Environment): Compilation {
  return atOnce(compileSteps(expression, environment));
}

/** The same, in steps none of which takes long. */
export function* compileSteps(expression: string, environment: Environment): Steps<Compilation> {
  const { checked, issues, message } = yield* checkSteps(expression, environment);
  if (!checked) return { issues, message };
  yield;
  return { program: new Program(checked, environment) };
}

/** As much of compiling as tells whether it can be done. */
export function* checkSteps(expression: string, environment: Environment): Steps<CheckResult> {
  const checked = yield* checkedOrIssues(expression, environment);
  yield;
  const issues = 'issues' in checked ? checked.issues : literalIssues(checked);
  if ('issues' in checked || issues.length > 0) return { issues, message: formatIssues(expression, issues) };
  return { checked };
}

function* checkedOrIssues(
  expression: string,
  environment: Environment,
): Steps<Checked | { readonly issues: readonly Issue[] }> {
  try {
    const expr = parse(expression, environment);
    yield;
    return check(expr, environment);
  } catch (error) {
    if (error instanceof SyntaxIssues) return { issues: error.issues };
    // The parser bounds how deep an expression is; should that ever not be enough, it is refused all the same.
    if (error instanceof RangeError) return { issues: [{ at: -1, message: 'max recursion depth exceeded' }] };
    throw error;
  }
}

/** A compiled expression. It keeps nothing between evaluations. */
export class Program {
  readonly outputType: Type;
  readonly #environment: Environment;
  readonly #step: Step;

  constructor(checked: Checked, environment: Environment) {
    this.outputType = checked.type;
    this.#environment = environment;
    this.#step = plan(checked, environment);
  }

  /**
   * It throws nothing of its own; what a port of a library throws passes through.
   * @param variables values or plain JSON, which is read as the type that the environment declares; or an activation,
   * whose values are of those types
   */
  evaluate(variables: Readonly<Record<string, unknown>> | Activation, options: EvaluationOptions = {}): Evaluation {
    const meter = new Meter(options.costLimit ?? PER_CALL_LIMIT);
    const activation = variables instanceof Activation ? variables : this.#activate(variables, options);
    const result = this.#run({ meter, locals: [], activation });
    return isError(result) ? { error: result, cost: meter.cost } : { value: result, cost: meter.cost };
  }

  #activate(variables: Readonly<Record<string, unknown>>, { wholeNumbers = 'double' }: EvaluationOptions): Activation {
    return new JsonActivation(variables, this.#environment, wholeNumbers);
  }

  #run(frame: Frame): Result {
    try {
      return this.#step(frame);
    } catch (error) {
      if (error instanceof BudgetExceeded) return new EvaluationError(error.message);
      // Threat: a client's JSON may nest so deep that comparing it, or writing it, exhausts the stack.
      if (error instanceof RangeError) return new EvaluationError('value is nested too deep');
      throw error;
    }
  }
}
