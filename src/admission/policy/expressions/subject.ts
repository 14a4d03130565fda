/** What the variables of a policy's expressions are. */
import { goQuote } from '../../../api/go-format.ts';
import { Activation } from '../../../cel/eval/activation.ts';
import { EvaluationError, ObjectValue, type Result, type Value } from '../../../cel/values/value.ts';
import { type Compiled, VARIABLES } from './compiler.ts';

/** What expressions are evaluated on. */
export interface Subject {
  readonly request: Value;
  /** In the version that was matched. */
  readonly object: Value;
  readonly oldObject: Value;
  readonly namespaceObject: Value;
  readonly params: Value;
  readonly authorizer: Value;
  readonly requestResource: Value;
}

const NO_VARIABLES: ReadonlyMap<string, Compiled> = new Map();

export class SubjectActivation extends Activation {
  readonly #subject: Subject;
  readonly #variables: Variables;

  constructor(subject: Subject, variables = NO_VARIABLES) {
    super();
    this.#subject = subject;
    this.#variables = new Variables(variables, this);
  }

  /** What evaluating variables has cost so far. */
  get costOfVariables(): number {
    return this.#variables.cost;
  }

  find(name: string): Result | undefined {
    switch (name) {
      case 'object':
        return this.#subject.object;
      case 'variables':
        return this.#variables;
      case 'oldObject':
        return this.#subject.oldObject;
      case 'request':
        return this.#subject.request;
      case 'params':
        return this.#subject.params;
      case 'namespaceObject':
        return this.#subject.namespaceObject;
      case 'authorizer':
        return this.#subject.authorizer;
      case 'authorizer.requestResource':
        return this.#subject.requestResource;
      default:
        return undefined;
    }
  }
}

/** Match conditions are not told of the namespace. */
export class ConditionsActivation extends SubjectActivation {
  override find(name: string): Result | undefined {
    return name === 'namespaceObject' ? null : super.find(name);
  }
}

/** The value of `variables`: each of a policy's variables is evaluated when it is first asked for. */
class Variables extends ObjectValue {
  readonly type = VARIABLES;
  readonly #compiled: ReadonlyMap<string, Compiled>;
  readonly #activation: Activation;
  #known: Map<string, Result> | undefined;
  cost = 0;

  constructor(compiled: ReadonlyMap<string, Compiled>, activation: Activation) {
    super();
    this.#compiled = compiled;
    this.#activation = activation;
  }

  override field(name: string): Result {
    const known = this.#known?.get(name);
    if (known !== undefined) return known;
    const compiled = this.#compiled.get(name);
    if (!compiled) return super.field(name);
    // Nothing is kept of an evaluation that is stopped to ask what somebody may do.
    const value = this.#evaluate(name, compiled);
    this.#known ??= new Map();
    this.#known.set(name, value);
    return value;
  }

  override hasField(name: string): Result {
    return this.#compiled.has(name);
  }

  equals(other: Value): boolean {
    return other === this;
  }

  #evaluate(name: string, { program, problem }: Compiled): Result {
    if (!program) return new EvaluationError(`composited variable ${goQuote(name)} fails to compile: ${problem}`);
    const { value, error, cost } = program.evaluate(this.#activation);
    this.cost += cost;
    return error
      ? new EvaluationError(`composited variable ${goQuote(name)} fails to evaluate: ${error.message}`)
      : value;
  }
}
