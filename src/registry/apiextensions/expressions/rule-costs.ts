/** What rules may cost at most: each by itself, and all of a schema. */
import { type FieldError, type FieldPath, forbiddenField } from '../../../api/field.ts';
import { UNBOUNDED } from '../../../cel/cost/bounds.ts';
import { MAX_REQUEST_BYTES } from './declared.ts';

export const MAX_COST = 10_000_000;
const MAX_TOTAL = 100_000_000;
/** What costs less is not worth naming. */
const LEAST_NAMED = MAX_TOTAL / 100;
const MOST_NAMED = 4;

export class Costs {
  #total = 0;
  readonly #expensive: { readonly at: FieldPath; readonly cost: number }[] = [];

  /**
   * @param cost of one evaluation
   * @param most how often the value may be there; undefined: as often as a request can hold it
   * @param least what the value takes of a request
   * @returns what all evaluations cost
   */
  add(at: FieldPath, cost: number, most: number | undefined, least: number): number {
    const times = most ?? Math.floor(MAX_REQUEST_BYTES / (least + 1));
    const all = Math.min(cost * times, UNBOUNDED);
    this.#total = Math.min(this.#total + all, UNBOUNDED);
    if (all >= LEAST_NAMED) this.#expensive.push({ at, cost: all });
    return all;
  }

  /** @param at the schema */
  errors(at: FieldPath): FieldError[] {
    if (this.#total <= MAX_TOTAL) return [];
    const named = this.#expensive.toSorted((a, b) => b.cost - a.cost).slice(0, MOST_NAMED);
    const contributed = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
    const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    return [
      ...named.map((one) => forbiddenField(one.at, contributed)),
      forbiddenField(at, excessText(what, this.#total, MAX_TOTAL)),
    ];
  }
}

export function excessText(what: string, cost: number, limit: number): string {
  const times = cost / limit;
  // Less than a tenth too much is not to be shown as none.
  const factor = times > 100 ? 'more than 100x' : `${times.toFixed(times < 1.5 ? 6 : 1)}x`;
  return `${what} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
