/** The ways in which planned steps are joined into larger ones. */
import type { Expr } from '../syntax/ast.ts';
import { type EntryMap, isKey, plainKey } from '../values/maps.ts';
import { EvaluationError, isError, MapValue, Optional, type Result, type Value } from '../values/value.ts';
import { NO_SUCH_OVERLOAD, selectField } from './access.ts';
import { NO_VARIABLES } from './activation.ts';
import * as costs from './costs.ts';
import type { Step } from './frame.ts';
import { Meter } from './meter.ts';

export function always(value: Value): Step {
  return () => value;
}

/** A literal of constants is made once, and costs nothing. */
export function folded(make: Step): Step {
  let made: Result | undefined;
  return (frame) => {
    made ??= make(frame);
    return made;
  };
}

/** A step that looks at no variable, done now. */
export function precomputed(step: Step): Step {
  const result = step({ meter: new Meter(Number.POSITIVE_INFINITY), locals: [], activation: NO_VARIABLES });
  return () => result;
}

/** Whether an operand is one of the keys. */
export function memberOf(operand: Step, keys: ReadonlySet<unknown>): Step {
  return (frame) => {
    const value = operand(frame);
    if (isError(value)) return value;
    const key = plainKey(value);
    return key !== undefined && keys.has(key);
  };
}

export function isConstant(expr: Expr): boolean {
  if (expr.kind === 'list') return expr.elements.every((item) => !item.optional && isConstant(item.value));
  if (expr.kind === 'map') {
    return expr.entries.every((entry) => !entry.optional && isConstant(entry.key) && isConstant(entry.value));
  }
  return expr.kind === 'constant';
}

export function costing(cost: number, make: Step): Step {
  return (frame) => {
    frame.meter.charge(cost);
    return make(frame);
  };
}

/** What an element adds; undefined for an optional that is empty. */
export function element(value: Result, optional: boolean): Result | undefined {
  if (!optional || isError(value)) return value;
  return value instanceof Optional ? value.value : NO_SUCH_OVERLOAD;
}

export function insert(entries: EntryMap, key: Value, value: Value): EvaluationError | undefined {
  if (!isKey(key)) return new EvaluationError('unsupported key type');
  return entries.insert(key, value) ? undefined : new EvaluationError(`Failed with repeated key: ${String(key)}`);
}

/** `&&` is decided by false, `||` by true, even where the other operand is an error. */
export function shortCircuit(left: Step, right: Step, decisive: boolean): Step {
  return (frame) => {
    const first = left(frame);
    if (first === decisive) return decisive;
    const second = right(frame);
    if (second === decisive) return decisive;
    if (isError(first)) return first;
    if (isError(second)) return second;
    return first === !decisive && second === !decisive ? !decisive : NO_SUCH_OVERLOAD;
  };
}

export function conditional(condition: Step, whenTrue: Step, whenFalse: Step): Step {
  return (frame) => {
    const chosen = condition(frame);
    if (chosen === true) return whenTrue(frame);
    if (chosen === false) return whenFalse(frame);
    return isError(chosen) ? chosen : NO_SUCH_OVERLOAD;
  };
}

export function notStrictlyFalse(operand: Step): Step {
  return (frame) => {
    const value = operand(frame);
    frame.meter.charge(costs.CALL);
    return value !== false;
  };
}

/** One field of the operand, one of that, and so on. */
export function selecting(operand: Step, fields: readonly string[]): Step {
  return (frame) => {
    let value = operand(frame);
    for (const field of fields) {
      if (isError(value)) return value;
      frame.meter.charge(costs.SELECT_OR_IDENT);
      value = selectField(value, field);
    }
    return value;
  };
}

/** Of a dynamic list, any whole number is an index. */
export function indexing(operand: Step, index: Step, access: (operand: Value, key: Value) => Result): Step {
  return (frame) => {
    const value = operand(frame);
    const key = index(frame);
    if (isError(value) || isError(key)) return isError(value) ? value : key;
    frame.meter.charge(costs.SELECT_OR_IDENT);
    return access(value, key);
  };
}

export function appending(accumulator: Step, addition: Step): Step {
  return (frame) => {
    const gathered = accumulator(frame);
    const added = addition(frame);
    if (isError(gathered) || isError(added)) return isError(gathered) ? gathered : added;
    frame.meter.charge(costs.CALL);
    (gathered as Value[]).push(...(added as readonly Value[]));
    return gathered;
  };
}

export function inserting(accumulator: Step, keyStep: Step, valueStep: Step): Step {
  return (frame) => {
    const gathered = accumulator(frame);
    const key = keyStep(frame);
    const value = valueStep(frame);
    for (const result of [gathered, key, value]) if (isError(result)) return result;
    frame.meter.charge(costs.CALL);
    return insertUnique(gathered as EntryMap, key as Value, value as Value) ?? gathered;
  };
}

/** Adds all entries of a map. */
export function merging(accumulator: Step, addition: Step): Step {
  return (frame) => {
    const gathered = accumulator(frame);
    const added = addition(frame);
    if (isError(gathered) || isError(added)) return isError(gathered) ? gathered : added;
    if (!(added instanceof MapValue)) return NO_SUCH_OVERLOAD;
    frame.meter.charge(costs.CALL);
    for (const key of added.keys()) {
      frame.meter.work(1);
      const problem = insertUnique(gathered as EntryMap, key, added.get(key) as Value);
      if (problem) return problem;
    }
    return gathered;
  };
}

function insertUnique(entries: EntryMap, key: Value, value: Value): EvaluationError | undefined {
  if (!isKey(key)) return new EvaluationError('unsupported key type');
  return entries.insert(key, value)
    ? undefined
    : new EvaluationError(`insert failed: key ${String(key)} already exists`);
}
