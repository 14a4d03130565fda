/** Lists as sets (cel-go's ext.Sets). */
import { BOOL, listOf, typeParameter } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { CALL, sizeOf } from '../eval/costs.ts';
import type { Meter } from '../eval/meter.ts';
import { equals } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import { type Cost, global } from './function.ts';

type List = readonly Value[];

function holds(list: List, element: Value, meter: Meter): boolean {
  return list.some((item) => {
    meter.work(1);
    return equals(item, element, meter);
  });
}

function contains(list: List, part: List, meter: Meter): boolean {
  return part.every((element) => holds(list, element, meter));
}

function equivalent(a: List, b: List, meter: Meter): boolean {
  return contains(a, b, meter) && contains(b, a, meter);
}

function intersects(a: List, b: List, meter: Meter): boolean {
  return a.some((element) => holds(b, element, meter));
}

function pairwise(times: number): Cost {
  return (a, b) => CALL + sizeOf(a) * sizeOf(b) * times;
}

const PAIR = [listOf(typeParameter('T')), listOf(typeParameter('T'))];

export const SETS: Library = {
  functions: [
    ...global('sets.contains', ['list_sets_contains_list', PAIR, BOOL, contains, pairwise(1)]),
    ...global('sets.equivalent', ['list_sets_equivalent_list', PAIR, BOOL, equivalent, pairwise(2)]),
    ...global('sets.intersects', ['list_sets_intersects_list', PAIR, BOOL, intersects, pairwise(1)]),
  ],
};
