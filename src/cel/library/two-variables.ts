/** Comprehensions of two variables (cel-go's TwoVarComprehensions). */
import { mapOf, typeParameter } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { MAP_INSERT, TWO_VARIABLE_MACROS } from '../macros/two-variables.ts';
import { global } from './function.ts';

const K = typeParameter('K');
const V = typeParameter('V');
const MAP = mapOf(K, V);

/** The evaluator itself inserts: only the accumulator of a fold can be inserted into. */
export const TWO_VARIABLE_COMPREHENSIONS: Library = {
  macros: TWO_VARIABLE_MACROS,
  functions: global(
    MAP_INSERT,
    ['@mapInsert_map_key_value', [MAP, K, V], MAP],
    ['@mapInsert_map_map', [MAP, MAP], MAP],
  ),
};
