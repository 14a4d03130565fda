/** The language itself: what every environment has. */
import * as types from '../check/types.ts';
import { Environment, type Library } from '../environment.ts';
import { STANDARD_MACROS } from '../macros/standard.ts';
import { INDEX } from '../syntax/operators.ts';
import { ARITHMETIC_FUNCTIONS } from './arithmetic.ts';
import { COMPARISON_FUNCTIONS } from './comparison.ts';
import { CONVERSION_FUNCTIONS } from './conversion.ts';
import { global } from './function.ts';
import { TEXT_FUNCTIONS } from './text.ts';
import { TIME_FUNCTIONS } from './time.ts';

const K = types.typeParameter('K');
const V = types.typeParameter('V');

const INDEXING = global(
  INDEX,
  ['index_list', [types.listOf(V), types.INT], V],
  ['index_map', [types.mapOf(K, V), K], V],
);

const NAMED_TYPES = [
  types.BOOL,
  types.INT,
  types.UINT,
  types.DOUBLE,
  types.STRING,
  types.BYTES,
  types.NULL,
  types.TIMESTAMP,
  types.DURATION,
  types.listOf(types.DYN),
  types.mapOf(types.DYN, types.DYN),
  types.typeOf(),
];

const STANDARD: Library = {
  functions: [
    ...ARITHMETIC_FUNCTIONS,
    ...COMPARISON_FUNCTIONS,
    ...CONVERSION_FUNCTIONS,
    ...INDEXING,
    ...TEXT_FUNCTIONS,
    ...TIME_FUNCTIONS,
  ],
  macros: STANDARD_MACROS,
  types: NAMED_TYPES,
};

export const STANDARD_ENVIRONMENT = Environment.EMPTY.extend({ libraries: [STANDARD] });
