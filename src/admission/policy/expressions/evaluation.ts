/** Evaluating the expressions of one policy on one request. */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import {
  type AccessAnswer,
  type AccessAnswers,
  type AccessQuestion,
  authorizerValue,
  resourceCheckValue,
} from '../../../cel/kubernetes/authorizer.ts';
import { evaluateWithAccess } from '../../../cel/kubernetes/pending-access.ts';
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
  /** Answered once in a request, however often it is asked. */
  ask(question: AccessQuestion): AccessAnswer | Promise<AccessAnswer>;
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
    const { value, error, cost } = program.evaluate(activation, { wholeNumbers: 'int' });
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
  readonly #subject: Subject;
  readonly #variables: Variables;
  readonly #facts: object;

  constructor(subject: Subject, variables: ReadonlyMap<string, Compiled> = new Map()) {
    const { dryRun, options } = subject.attributes;
    this.#subject = subject;
    this.#variables = new Variables(variables);
    this.#facts = { ...subject.request, dryRun, options };
  }

  /** @throws OutOfBudget */
  async evaluate({ program, problem, expression }: Compiled, budget: Budget): Promise<Outcome> {
    // Stored before its expressions were checked.
    if (!program) return { error: `compilation error: ${problem}` };
    this.#variables.cost = 0;
    const { value, error, cost } = await evaluateWithAccess(
      program,
      (answers) => this.#activation(answers),
      (question) => this.#subject.ask(question),
      { wholeNumbers: 'int' },
    );
    budget.spend(this.#variables.cost);
    budget.spend(cost);
    return error ? { error: `expression '${expression}' resulted in error: ${error.message}` } : { value };
  }

  #activation(answers: AccessAnswers): Activation {
    const { attributes, object, oldObject, namespace, params } = this.#subject;
    const { resource, subresource, namespace: inNamespace, name } = attributes;
    const about = { group: resource.group, resource: resource.resource, subresource, namespace: inNamespace, name };
    const activation: Activation = {
      object: object ?? null,
      oldObject: oldObject ?? null,
      request: this.#facts,
      namespaceObject: namespace ?? null,
      params: params ?? null,
      authorizer: authorizerValue(answers),
      'authorizer.requestResource': resourceCheckValue(answers, { ...about, fieldSelector: '', labelSelector: '' }),
      variables: new VariablesValue(this.#variables, () => activation),
    };
    return activation;
  }
}
