/** What an expression costs, whatever it is evaluated for (cel-go's checker.Cost). */
import type { Checked } from '../check/checked.ts';
import { CALL, LIST, MAP, MESSAGE, SELECT_OR_IDENT } from '../eval/costs.ts';
import type { Overload } from '../library/function.ts';
import type { Call, Comprehension, Expr, ListLiteral, MapLiteral, MessageLiteral, Select } from '../syntax/ast.ts';
import { ADD, CONDITIONAL, LOGICAL_AND, LOGICAL_OR } from '../syntax/operators.ts';
import { type Bounds, exactly, hull, NOTHING, ONE, product, sum } from './bounds.ts';
import { estimateCall } from './functions.ts';
import { KnownSizes } from './known-sizes.ts';
import type { OverloadCall, Sizes } from './operands.ts';

/** The least and the most, in the units in which evaluations are metered. */
export function estimateCost(checked: Checked, sizes: Sizes): Bounds {
  return new CostEstimator(checked, sizes).cost(checked.expr);
}

const NAME = exactly(SELECT_OR_IDENT);
const DYN = 'dyn';

/** Overloads that give an element of their first argument, and how it is reached from there. */
const ELEMENTS: ReadonlyMap<string, string> = new Map([
  ['index_list', '@items'],
  ['index_map', '@values'],
]);

class CostEstimator {
  readonly #checked: Checked;
  readonly #known: KnownSizes;
  /** Macros may put one node into two places: it costs the same in both. */
  readonly #costs = new Map<Expr, Bounds>();

  constructor(checked: Checked, sizes: Sizes) {
    this.#checked = checked;
    this.#known = new KnownSizes(checked, sizes);
  }

  cost(expr: Expr): Bounds {
    let cost = this.#costs.get(expr);
    if (!cost) {
      cost = this.#costOf(expr);
      this.#costs.set(expr, cost);
    }
    return cost;
  }

  #costOf(expr: Expr): Bounds {
    if (this.#checked.references.has(expr)) return this.#name(expr);
    switch (expr.kind) {
      case 'constant':
        return NOTHING;
      case 'ident':
        return NAME;
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'message':
        return this.#message(expr);
      case 'comprehension':
        return isBind(expr) ? this.#bind(expr) : this.#comprehension(expr);
    }
  }

  #all(exprs: readonly Expr[]): Bounds {
    return sum(...exprs.map((expr) => this.cost(expr)));
  }

  #name(expr: Expr): Bounds {
    const reference = this.#checked.references.get(expr)!;
    if ('variable' in reference) this.#known.setPath(expr, [reference.variable]);
    else if ('type' in reference) this.#known.setPath(expr, [reference.type.name]);
    return NAME;
  }

  /** Kubernetes keeps the test whether a field is there free, as it was in early versions of cel-go. */
  #select(expr: Select): Bounds {
    const { operand, field, testOnly } = expr;
    const cost = this.cost(operand);
    if (testOnly) return cost;
    this.#known.setPath(expr, [...this.#known.path(operand), field]);
    const { kind } = this.#checked.typeOf(operand);
    return kind === 'map' || kind === 'message' ? sum(cost, NAME) : cost;
  }

  #call(expr: Call): Bounds {
    if (expr.function === DYN) return this.#dyn(expr);
    const args = expr.args.map((arg) => this.cost(arg));
    const lazy = this.#lazyCall(expr, args);
    if (lazy) return lazy;
    const { overloads, qualified } = this.#checked.calls.get(expr) ?? { overloads: [], qualified: false };
    const target = qualified ? undefined : expr.target;
    const operands = sum(...args, target ? this.cost(target) : NOTHING);
    if (expr.function === ADD) this.#known.setEntries(expr, this.#known.joinedEntries(expr.args[0]!, expr.args[1]!));
    return sum(operands, this.#overloads(expr, overloads, target));
  }

  /** It changes what is known of the type, and nothing else. */
  #dyn(expr: Call): Bounds {
    const [arg] = expr.args;
    const cost = this.cost(arg!);
    this.#known.copy(expr, arg!);
    return sum(cost, exactly(CALL));
  }

  /** Operators that do not evaluate all their operands. */
  #lazyCall(expr: Call, [first, second, third]: readonly Bounds[]): Bounds | undefined {
    if (expr.function === LOGICAL_AND || expr.function === LOGICAL_OR) {
      return { min: first!.min, max: sum(first!, second!).max };
    }
    if (expr.function !== CONDITIONAL) return undefined;
    const [, then, otherwise] = expr.args as [Expr, Expr, Expr];
    this.#known.setEntries(expr, this.#known.joinedEntries(then, otherwise));
    this.#known.setSize(expr, hull(this.#known.sizeOrUnknown(then), this.#known.sizeOrUnknown(otherwise)));
    return sum(first!, hull(second!, third!));
  }

  /** Whichever of them it is that is called. */
  #overloads(expr: Call, overloads: readonly Overload[], target: Expr | undefined): Bounds {
    const known = this.#known;
    const call: OverloadCall = {
      target: target && known.operand(target),
      args: expr.args.map((arg) => known.operand(arg)),
      sizeOf: (operand) => known.sizeOf(operand),
    };
    let cost: Bounds | undefined;
    let size: Bounds | undefined;
    for (const { id } of overloads) {
      const estimate = estimateCall(id, call);
      cost = cost ? hull(cost, estimate.cost) : estimate.cost;
      size = size && estimate.size ? hull(size, estimate.size) : (size ?? estimate.size);
      if (ELEMENTS.has(id)) size = this.#element(expr, ELEMENTS.get(id)!);
      size ??= known.size(expr);
    }
    known.setSize(expr, size);
    return cost ?? ONE;
  }

  #element(expr: Call, step: string): Bounds | undefined {
    const whole = expr.args[0]!;
    this.#known.setPath(expr, [...this.#known.path(whole), step]);
    return this.#known.entries(whole)?.value;
  }

  #list(expr: ListLiteral): Bounds {
    const values = expr.elements.map(({ value }) => value);
    const cost = sum(this.#all(values), exactly(LIST));
    this.#known.setEntries(expr, { kind: 'list', key: ONE, value: this.#sizeOfAny(values) });
    return cost;
  }

  #map(expr: MapLiteral): Bounds {
    const keys = expr.entries.map(({ key }) => key);
    const values = expr.entries.map(({ value }) => value);
    const cost = sum(this.#all(keys), this.#all(values), exactly(MAP));
    this.#known.setEntries(expr, { kind: 'map', key: this.#sizeOfAny(keys), value: this.#sizeOfAny(values) });
    return cost;
  }

  #sizeOfAny(exprs: readonly Expr[]): Bounds {
    const [first = NOTHING, ...rest] = exprs.map((expr) => this.#known.sizeOrUnknown(expr));
    return hull(first, ...rest);
  }

  #message(expr: MessageLiteral): Bounds {
    return sum(this.#all(expr.entries.map(({ value }) => value)), exactly(MESSAGE));
  }

  /** What it declares is evaluated once; the step never. */
  #bind(expr: Comprehension): Bounds {
    const { range, initial, accumulator, result } = expr;
    const cost = sum(this.cost(range), this.cost(initial));
    this.#known.enter(accumulator, initial);
    const resultCost = this.cost(result);
    this.#known.leave(accumulator);
    this.#known.copy(expr, result);
    return sum(cost, resultCost);
  }

  #comprehension(expr: Comprehension): Bounds {
    const { range, initial, accumulator, result } = expr;
    const cost = sum(this.cost(range), this.cost(initial));
    this.#known.enter(accumulator, initial);
    const turn = this.#turn(expr);
    const resultCost = this.cost(result);
    this.#known.leave(accumulator);
    const turns = this.#known.sizeOrUnknown(range);
    this.#gathered(expr, turns);
    return sum(cost, resultCost, product(turns, turn));
  }

  /** For one element. */
  #turn({ range, variable, variable2, condition, step }: Comprehension): Bounds {
    const known = this.#known;
    if (variable2 === undefined) known.enterElement(variable, range);
    else {
      known.enterKey(variable, range);
      known.enterValue(variable2, range);
    }
    const cost = sum(this.cost(condition), this.cost(step));
    if (variable2 !== undefined) known.leave(variable2);
    known.leave(variable);
    return cost;
  }

  #gathered(expr: Comprehension, turns: Bounds): void {
    const { initial, step } = expr;
    if (initial.kind === 'constant') this.#known.setSize(expr, this.#known.size(initial));
    if (initial.kind !== 'list' && initial.kind !== 'map') return;
    this.#known.setSize(expr, turns);
    this.#known.setEntries(expr, this.#known.entries(step));
  }
}

/** `cel.bind`, and what other macros make of it. */
function isBind({ range, condition }: Comprehension): boolean {
  return (
    range.kind === 'list' && range.elements.length === 0 && condition.kind === 'constant' && condition.value === false
  );
}
