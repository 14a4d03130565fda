/** Evaluating the expressions of one policy on one request. */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import { authorizerValue, resourceCheckValue } from '../../../cel/kubernetes/authorizer.ts';
import type { KnownAnswers } from '../../../cel/kubernetes/pending-access.ts';
import type { Evaluation as ProgramEvaluation } from '../../../cel/program.ts';
import { EvaluationError, ObjectValue, type Result, type Value } from '../../../cel/values/value.ts';
import type { AdmissionAttributes } from '../../admission.ts';
import type { RequestFacts } from '../../expressions/request-facts.ts';
import { type Compiled, VARIABLES } from './compiler.ts';

/** What all expressions of a policy may cost together (k8s.io/apiserver/pkg/apis/cel). */
export const EVALUATION_BUDGET = 10_000_000;
export const MATCH_CONDITIONS_BUDGET = 2_500_000;

/** What expressions are evaluated on. */
export interface Subject {
  readonly attributes: AdmissionAttributes;
  readonly request: RequestFacts;
  /** In the version that was matched: JSON, or a value of an expression. */
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly namespace: object | undefined;
  readonly params: KubeObject | undefined;
  /** Shared by all that is evaluated for the request. */
  readonly access: KnownAnswers;
}

/** The expressions of a policy have cost too much: none of them is evaluated any more. */
export class OutOfBudget extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

export class Budget {
  #left: number;

  constructor(units: number) {
    this.#left = units;
  }

  /** @throws OutOfBudget */
  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) throw new OutOfBudget();
  }
}

export type Outcome =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: string };

type Activation = Readonly<Record<string, unknown>>;

/** Values of a policy's variables for one subject: each is found out when it is first asked for. */
class Variables {
  readonly #compiled: ReadonlyMap<string, Compiled>;
  readonly #known = new Map<string, Result>();
  /** What evaluating them has cost since this was last set to nothing. */
  cost = 0;

  constructor(compiled: ReadonlyMap<string, Compiled>) {
    this.#compiled = compiled;
  }

  has(name: string): boolean {
    return this.#compiled.has(name);
  }

  /** Nothing is kept of an evaluation that was stopped to ask what somebody may do. */
  valueOf(name: string, activation: Activation): Result {
    let known = this.#known.get(name);
    if (known === undefined) {
      known = this.#evaluate(name, activation);
      this.#known.set(name, known);
    }
    return known;
  }

  #evaluate(name: string, activation: Activation): Result {
    const { program, problem } = this.#compiled.get(name)!;
    if (!program) return new EvaluationError(`composited variable ${goQuote(name)} fails to compile: ${problem}`);
    const { value, error, cost } = program.evaluate(activation, OPTIONS);
    this.cost += cost;
    return error
      ? new EvaluationError(`composited variable ${goQuote(name)} fails to evaluate: ${error.message}`)
      : value;
  }
}

/** The value of `variables`. */
class VariablesValue extends ObjectValue {
  readonly type = VARIABLES;
  readonly #variables: Variables;
  readonly #activation: () => Activation;

  constructor(variables: Variables, activation: () => Activation) {
    super();
    this.#variables = variables;
    this.#activation = activation;
  }

  override field(name: string): Result {
    return this.#variables.has(name) ? this.#variables.valueOf(name, this.#activation()) : super.field(name);
  }

  override hasField(name: string): Result {
    return this.#variables.has(name);
  }

  equals(other: Value): boolean {
    return other === this;
  }
}

export class Evaluation {
  readonly #access: KnownAnswers;
  readonly #variables: Variables;
  readonly #activation: Activation;

  constructor(subject: Subject, variables: ReadonlyMap<string, Compiled> = new Map()) {
    this.#access = subject.access;
    this.#variables = new Variables(variables);
    this.#activation = activationOf(subject, this.#variables);
  }

  /** @throws OutOfBudget */
  evaluate({ program, problem, expression }: Compiled, budget: Budget): Outcome | Promise<Outcome> {
    // Stored before its expressions were checked.
    if (!program) return { error: `compilation error: ${problem}` };
    this.#variables.cost = 0;
    const running = this.#access.run(() => program.evaluate(this.#activation, OPTIONS));
    const end = (evaluation: ProgramEvaluation) => this.#outcome(expression, evaluation, budget);
    return running instanceof Promise ? running.then(end) : end(running);
  }

  #outcome(expression: string, { value, error, cost }: ProgramEvaluation, budget: Budget): Outcome {
    budget.spend(this.#variables.cost);
    budget.spend(cost);
    return error ? { error: `expression '${expression}' resulted in error: ${error.message}` } : { value };
  }
}

const OPTIONS = { wholeNumbers: 'int' } as const;

function activationOf({ attributes, access, ...subject }: Subject, variables: Variables): Activation {
  const { resource, subresource, namespace, name, dryRun, options } = attributes;
  const about = { group: resource.group, resource: resource.resource, subresource, namespace, name };
  const { answers } = access;
  const activation: Activation = {
    object: subject.object ?? null,
    oldObject: subject.oldObject ?? null,
    request: { ...subject.request, dryRun, options },
    namespaceObject: subject.namespace ?? null,
    params: subject.params ?? null,
    authorizer: authorizerValue(answers),
    'authorizer.requestResource': resourceCheckValue(answers, { ...about, fieldSelector: '', labelSelector: '' }),
    variables: new VariablesValue(variables, () => activation),
  };
  return activation;
}
