/** Kubernetes' functions on quantities. */
import { BOOL, DOUBLE, INT, opaqueType, STRING } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { sizeOf, traversal } from '../eval/costs.ts';
import { type Cost, global, member, type Overload, scanning } from '../library/function.ts';
import { INT_RANGE, within } from '../values/integer.ts';
import { EvaluationError, ObjectValue, type Result, type Value } from '../values/value.ts';

/** Port: what an amount can do. */
export interface Amount<Self> {
  add(other: Self): Self;
  subtract(other: Self): Self;
  compare(other: Self): number;
  sign(): number;
  isInteger(): boolean;
  /** Whole, where isInteger says so. */
  value(): bigint;
  toNumber(): number;
}

/** Port: where amounts come from. */
export interface Amounts<A extends Amount<A>> {
  /** Throws an Error that says what is wrong. */
  parse(text: string): A;
  fromInteger(value: bigint): A;
}

export const QUANTITY = opaqueType('kubernetes.Quantity');

class QuantityValue<A extends Amount<A>> extends ObjectValue {
  readonly type = QUANTITY;
  readonly amount: A;

  constructor(amount: A) {
    super();
    this.amount = amount;
  }

  equals(other: Value): boolean {
    return other instanceof QuantityValue && this.amount.compare(other.amount) === 0;
  }
}

const reading: Cost = (text) => traversal(sizeOf(text));

function asInteger({ amount }: QuantityValue<any>): Result {
  return isWhole(amount) ? amount.value() : new EvaluationError('cannot convert value to integer');
}

function isWhole(amount: Amount<any>): boolean {
  return amount.isInteger() && within(INT_RANGE, amount.value());
}

type Compared = readonly [name: string, id: string, holds: (order: number) => boolean];

const COMPARISONS: readonly Compared[] = [
  ['isGreaterThan', 'quantity_is_greater_than', (order) => order > 0],
  ['isLessThan', 'quantity_is_less_than', (order) => order < 0],
];

const PAIR = [QUANTITY, QUANTITY];

const READING: readonly Overload[] = [
  ...global('sign', ['quantity_sign', [QUANTITY], INT, ({ amount }: QuantityValue<any>) => BigInt(amount.sign())]),
  ...COMPARISONS.flatMap(([name, id, holds]) =>
    member(name, [id, PAIR, BOOL, (a: QuantityValue<any>, b: QuantityValue<any>) => holds(a.amount.compare(b.amount))]),
  ),
  ...member('compareTo', [
    'quantity_compare_to',
    PAIR,
    INT,
    (a: QuantityValue<any>, b: QuantityValue<any>) => BigInt(a.amount.compare(b.amount)),
  ]),
  ...member('asApproximateFloat', [
    'quantity_get_float',
    [QUANTITY],
    DOUBLE,
    ({ amount }: QuantityValue<any>) => amount.toNumber(),
  ]),
  ...member('asInteger', ['quantity_get_int', [QUANTITY], INT, asInteger]),
  ...member('isInteger', [
    'quantity_is_integer',
    [QUANTITY],
    BOOL,
    ({ amount }: QuantityValue<any>) => isWhole(amount),
  ]),
];

export function quantityLibrary<A extends Amount<A>>(amounts: Amounts<A>): Library {
  type Operand = QuantityValue<A>;

  const parse = (text: string): Result => {
    try {
      return new QuantityValue(amounts.parse(text));
    } catch (error) {
      return new EvaluationError((error as Error).message);
    }
  };

  const operation = (name: string, id: string, operate: (a: A, b: A) => A): Overload[] => {
    const onQuantities = (a: Operand, b: Operand) => new QuantityValue(operate(a.amount, b.amount));
    const onInts = (a: Operand, b: bigint) => new QuantityValue(operate(a.amount, amounts.fromInteger(b)));
    return member(name, [id, PAIR, QUANTITY, onQuantities], [`${id}_int`, [QUANTITY, INT], QUANTITY, onInts]);
  };

  return {
    types: [QUANTITY],
    functions: [
      ...global('quantity', ['string_to_quantity', [STRING], QUANTITY, scanning(parse), reading]),
      ...global('isQuantity', [
        'is_quantity_string',
        [STRING],
        BOOL,
        scanning((text: string) => parse(text) instanceof QuantityValue),
        reading,
      ]),
      ...operation('add', 'quantity_add', (a, b) => a.add(b)),
      ...operation('sub', 'quantity_sub', (a, b) => a.subtract(b)),
      ...READING,
    ],
  };
}
