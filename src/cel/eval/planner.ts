/** Turns a checked expression into functions that compute it, so that an evaluation walks no tree and looks up no name. */
import type { Checked, Reference } from '../check/checked.ts';
import type { Environment } from '../environment.ts';
import { quantifierOf } from '../macros/fold.ts';
import { MAP_INSERT } from '../macros/two-variables.ts';
import type { Call, Comprehension, Element, Expr, ListLiteral, MapLiteral, MessageLiteral } from '../syntax/ast.ts';
import { ACCUMULATOR } from '../syntax/macro.ts';
import {
  ADD,
  CONDITIONAL,
  IN,
  INDEX,
  LOGICAL_AND,
  LOGICAL_OR,
  NOT_STRICTLY_FALSE,
  OPTIONAL_INDEX,
  OPTIONAL_SELECT,
} from '../syntax/operators.ts';
import { EntryMap, plainKey } from '../values/maps.ts';
import { EvaluationError, isError, type Result, TypeValue, type Value } from '../values/value.ts';
import { elementAt, hasField, optionalElementAt, selectOptional } from './access.ts';
import * as costs from './costs.ts';
import { calling } from './dispatch.ts';
import { fold, quantified, type Range } from './fold.ts';
import type { Frame, Step } from './frame.ts';
import {
  always,
  appending,
  conditional,
  costing,
  element,
  folded,
  indexing,
  insert,
  inserting,
  isConstant,
  memberOf,
  merging,
  notStrictlyFalse,
  precomputed,
  selecting,
  shortCircuit,
} from './operations.ts';

/** Of a literal, these are done when the expression is planned, and cost nothing. */
const CONVERSIONS = new Set('bool bytes double duration dyn int string timestamp type uint'.split(' '));

export function plan(checked: Checked, environment: Environment): Step {
  return new Planner(checked, environment).step(checked.expr);
}

class Planner {
  readonly #checked: Checked;
  readonly #environment: Environment;
  /** Variables of comprehensions around, outermost first; the position is the slot in the frame. */
  readonly #locals: string[] = [];
  /** Macros may put one node into two places: it is planned once. */
  readonly #planned = new Map<Expr, Step>();

  constructor(checked: Checked, environment: Environment) {
    this.#checked = checked;
    this.#environment = environment;
  }

  step(expr: Expr): Step {
    let step = this.#planned.get(expr);
    if (!step) {
      step = this.#plan(expr);
      this.#planned.set(expr, step);
    }
    return step;
  }

  #plan(expr: Expr): Step {
    const reference = this.#checked.references.get(expr);
    if (reference) return this.#reference(reference);
    switch (expr.kind) {
      case 'constant':
        return always(expr.value);
      case 'select':
        return expr.testOnly ? this.#presence(expr.operand, expr.field) : this.#select(expr.operand, expr.field);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'message':
        return this.#message(expr);
      case 'comprehension':
        return this.#comprehension(expr);
      case 'ident':
        throw new Error(`nothing is known of the name ${expr.name}`);
    }
  }

  #reference(reference: Reference): Step {
    if ('type' in reference) return always(new TypeValue(reference.type.name));
    return 'local' in reference ? this.#local(reference.local) : variable(reference.variable);
  }

  #local(name: string): Step {
    const slot = this.#locals.lastIndexOf(name);
    return (frame) => {
      frame.meter.charge(costs.SELECT_OR_IDENT);
      return frame.locals[slot]!;
    };
  }

  /** `a.b.c` is one step, not one in the other. */
  #select(target: Expr, ...fields: readonly [string, ...string[]]): Step {
    const isField = target.kind === 'select' && !target.testOnly && !this.#checked.references.has(target);
    if (isField) return this.#select(target.operand, target.field, ...fields);
    return selecting(this.step(target), fields);
  }

  /** Kubernetes keeps the test itself free, as it was in early versions of cel-go. */
  #presence(target: Expr, field: string): Step {
    const operand = this.step(target);
    return (frame) => {
      const value = operand(frame);
      return isError(value) ? value : hasField(value, field);
    };
  }

  #call(expr: Call): Step {
    const lazy = this.#lazyCall(expr) ?? this.#accumulation(expr) ?? this.#membership(expr);
    if (lazy) return lazy;
    const { overloads, qualified } = this.#checked.calls.get(expr)!;
    const operands = expr.target && !qualified ? [expr.target, ...expr.args] : expr.args;
    const all = this.#environment.functions.get(overloads[0]!.name)!;
    const last = operands.at(-1);
    const literal = last?.kind === 'constant' ? last.value : undefined;
    const args = operands.map((operand) => this.step(operand));
    const call = calling(overloads, all, args, literal);
    return CONVERSIONS.has(expr.function) && operands[0]?.kind === 'constant' ? precomputed(call) : call;
  }

  /** `x in ['a', 'b']`: one look-up, which costs nothing. */
  #membership({ function: name, args }: Call): Step | undefined {
    const list = args[1];
    if (name !== IN || list?.kind !== 'list' || list.elements.length === 0 || !isConstant(list)) return undefined;
    const keys = new Set(
      list.elements.map(({ value }) => (value.kind === 'constant' ? plainKey(value.value) : undefined)),
    );
    return keys.has(undefined) ? undefined : memberOf(this.step(args[0]!), keys);
  }

  /** Operators that do not evaluate all their operands, go on past errors, or take more types than they declare. */
  #lazyCall({ function: name, args }: Call): Step | undefined {
    switch (name) {
      case LOGICAL_AND:
        return shortCircuit(this.step(args[0]!), this.step(args[1]!), false);
      case LOGICAL_OR:
        return shortCircuit(this.step(args[0]!), this.step(args[1]!), true);
      case CONDITIONAL:
        return conditional(this.step(args[0]!), this.step(args[1]!), this.step(args[2]!));
      case NOT_STRICTLY_FALSE:
        return notStrictlyFalse(this.step(args[0]!));
      case OPTIONAL_SELECT:
        return this.#optionalSelect(args);
      case INDEX:
        return indexing(this.step(args[0]!), this.step(args[1]!), elementAt);
      case OPTIONAL_INDEX:
        return indexing(this.step(args[0]!), this.step(args[1]!), optionalElementAt);
      default:
        return undefined;
    }
  }

  #optionalSelect([target, field]: readonly Expr[]): Step {
    const operand = this.step(target!);
    const name = field!.kind === 'constant' ? String(field!.value) : '';
    return (frame) => {
      const value = operand(frame);
      if (isError(value)) return value;
      frame.meter.charge(costs.SELECT_OR_IDENT);
      return selectOptional(value, name);
    };
  }

  /**
   * `@result + [x]` and `cel.@mapInsert(@result, …)` of a fold grow what the fold made, in place: by copying, a fold over
   * n elements would take n² steps. Nothing else can refer to it before the fold is over.
   */
  #accumulation({ function: name, args }: Call): Step | undefined {
    if (args[0]?.kind !== 'ident' || args[0].name !== ACCUMULATOR) return undefined;
    if (name === ADD && args[1]!.kind === 'list') return appending(this.step(args[0]), this.step(args[1]!));
    if (name !== MAP_INSERT) return undefined;
    const rest = args.slice(1).map((arg) => this.step(arg));
    return rest.length === 2
      ? inserting(this.step(args[0]), rest[0]!, rest[1]!)
      : merging(this.step(args[0]), rest[0]!);
  }

  #elements(elements: readonly Element[]): readonly (readonly [Step, boolean])[] {
    return elements.map((element) => [this.step(element.value), element.optional] as const);
  }

  #list(expr: ListLiteral): Step {
    const elements = this.#elements(expr.elements);
    const make = (frame: Frame): Result => {
      const values: Value[] = [];
      for (const [step, optional] of elements) {
        const value = element(step(frame), optional);
        if (isError(value)) return value;
        if (value !== undefined) values.push(value);
      }
      return values;
    };
    return expr.elements.every((item) => isConstant(item.value)) ? folded(make) : costing(costs.LIST, make);
  }

  #map(expr: MapLiteral): Step {
    const keys = expr.entries.map((entry) => this.step(entry.key));
    const elements = this.#elements(expr.entries);
    const make = (frame: Frame): Result => {
      const entries = new EntryMap();
      for (const [position, [step, optional]] of elements.entries()) {
        const key = keys[position]!(frame);
        if (isError(key)) return key;
        const value = element(step(frame), optional);
        if (isError(value)) return value;
        const problem = value === undefined ? undefined : insert(entries, key, value);
        if (problem) return problem;
      }
      return entries;
    };
    const constant = expr.entries.every((entry) => isConstant(entry.key) && isConstant(entry.value));
    return constant ? folded(make) : costing(costs.MAP, make);
  }

  #message(expr: MessageLiteral): Step {
    const typeName = this.#checked.messages.get(expr)!;
    const elements = this.#elements(expr.entries);
    return costing(costs.MESSAGE, (frame) => {
      const fields = new Map<string, Value>();
      for (const [position, [step, optional]] of elements.entries()) {
        const value = element(step(frame), optional);
        if (isError(value)) return value;
        if (value !== undefined) fields.set(expr.entries[position]!.field, value);
      }
      return this.#environment.create(typeName, fields) ?? new EvaluationError(`unknown type: ${typeName}`);
    });
  }

  #comprehension(expr: Comprehension): Step {
    const range = this.step(expr.range);
    const initial = this.#initial(expr);
    const slot = this.#locals.push(expr.accumulator) - 1;
    this.#locals.push(expr.variable, ...(expr.variable2 === undefined ? [] : [expr.variable2]));
    const planned = this.#fold(expr, { range, slot, two: expr.variable2 !== undefined }, initial);
    this.#locals.length = slot;
    return planned;
  }

  /** To be called where the variables of the fold are known. */
  #fold(expr: Comprehension, over: Range, initial: Step): Step {
    const quantifier = quantifierOf(expr);
    if (quantifier) return quantified(over, this.step(quantifier.predicate), quantifier.decisive);
    const condition = this.step(expr.condition);
    const step = this.step(expr.step);
    this.#locals.length = over.slot + 1;
    return fold(over, { initial, condition, step, result: this.step(expr.result) });
  }

  /** What a fold starts from; a list or map that it grows in place must be new each time. */
  #initial({ accumulator, initial }: Comprehension): Step {
    if (accumulator === ACCUMULATOR && initial.kind === 'list') return () => [];
    if (accumulator === ACCUMULATOR && initial.kind === 'map') return () => new EntryMap();
    return this.step(initial);
  }
}

function variable(name: string): Step {
  return (frame) => {
    frame.meter.charge(costs.SELECT_OR_IDENT);
    const value = frame.activation.find(name);
    return value === undefined ? new EvaluationError(`no such attribute(s): ${name}`) : value;
  };
}
