/** How the amounts of one limit fit each other: min ≤ default request ≤ default ≤ max, and the ratio between them. */
import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';
import { Quantity } from '../../../api/quantity.ts';
import type { V1LimitRangeItem } from '../../../schema/generated/types.ts';
import { isOvercommitAllowed } from '../../validation/resource-names.ts';

type Field = 'min' | 'max' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio';
type Amounts = ReadonlyMap<Field, Quantity>;

interface Order {
  readonly low: Field;
  readonly high: Field;
  /** Where the error is shown. */
  readonly at: Field;
  /** Whose value the error shows. */
  readonly shown: Field;
  readonly words: readonly [low: string, high: string];
}

const ORDERS: readonly Order[] = [
  { low: 'min', high: 'max', at: 'min', shown: 'min', words: ['min', 'max'] },
  {
    low: 'min',
    high: 'defaultRequest',
    at: 'defaultRequest',
    shown: 'defaultRequest',
    words: ['min', 'default request'],
  },
  {
    low: 'defaultRequest',
    high: 'max',
    at: 'defaultRequest',
    shown: 'defaultRequest',
    words: ['default request', 'max'],
  },
  {
    low: 'defaultRequest',
    high: 'default',
    at: 'defaultRequest',
    shown: 'defaultRequest',
    words: ['default request', 'default limit'],
  },
  { low: 'min', high: 'default', at: 'default', shown: 'min', words: ['min', 'default'] },
  { low: 'default', high: 'max', at: 'default', shown: 'max', words: ['default', 'max'] },
];

const FIELDS: readonly Field[] = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'];
const ONE = Quantity.fromInteger(1);

export function validateAmounts(item: V1LimitRangeItem, at: FieldPath): FieldError[] {
  const names = new Set(FIELDS.flatMap((field) => Object.keys(item[field] ?? {})));
  return [...names].flatMap((name) => {
    const amounts = amountsOf(item, name);
    return [
      ...validateOrder(amounts, name, at),
      ...validateRatio(amounts, name, at),
      ...validateFixed(amounts, name, at),
    ];
  });
}

function amountsOf(item: V1LimitRangeItem, name: string): Amounts {
  const amounts = new Map<Field, Quantity>();
  for (const field of FIELDS) {
    // A limit of whole pods has no defaults; those given are refused as such.
    if (item.type === 'Pod' && field.startsWith('default')) continue;
    const list = item[field] ?? {};
    if (Object.hasOwn(list, name)) amounts.set(field, Quantity.parse(list[name]!));
  }
  return amounts;
}

function validateOrder(amounts: Amounts, name: string, at: FieldPath): FieldError[] {
  return ORDERS.flatMap((order) => {
    const low = amounts.get(order.low);
    const high = amounts.get(order.high);
    if (!low || !high || low.compare(high) <= 0) return [];
    const detail = `${order.words[0]} value ${low} is greater than ${order.words[1]} value ${high}`;
    return [invalidValue(at.child(order.at).key(name), String(amounts.get(order.shown)), detail)];
  });
}

function validateRatio(amounts: Amounts, name: string, path: FieldPath): FieldError[] {
  const ratio = amounts.get('maxLimitRequestRatio');
  if (!ratio) return [];
  const at = path.child('maxLimitRequestRatio').key(name);
  const errors: FieldError[] = [];
  if (ratio.compare(ONE) < 0) errors.push(invalidValue(at, String(ratio), `ratio ${ratio} is less than 1`));
  const min = amounts.get('min');
  const max = amounts.get('max');
  if (min && max) {
    const most = max.toNumber() / min.toNumber();
    const detail = `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`;
    if (ratio.toNumber() > most) errors.push(invalidValue(at, String(ratio), detail));
  }
  return errors;
}

/** Resources that cannot be overcommitted have one amount for request and limit. */
function validateFixed(amounts: Amounts, name: string, at: FieldPath): FieldError[] {
  const limit = amounts.get('default');
  const request = amounts.get('defaultRequest');
  if (!limit || !request || isOvercommitAllowed(name) || limit.compare(request) === 0) return [];
  const detail = `default value ${limit} must equal to defaultRequest value ${request} in ${name}`;
  return [invalidValue(at.child('defaultRequest').key(name), String(request), detail)];
}
