/** Estimates of cel-go's checker/cost_test.go, for what is served here. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atOnce } from '../../util/pause.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf,
  mapOf,
  messageType,
  STRING,
  TIMESTAMP,
  type Type,
} from '../check/types.ts';
import { BINDINGS } from '../library/bindings.ts';
import { STANDARD_ENVIRONMENT } from '../library/standard.ts';
import { TWO_VARIABLE_COMPREHENSIONS } from '../library/two-variables.ts';
import { messageTypes } from '../message-types.ts';
import { checkSteps, Program } from '../program.ts';
import { UNBOUNDED } from './bounds.ts';
import { estimateCost } from './estimate.ts';
import type { Sizes } from './operands.ts';

const MESSAGE = messageType('test.Message');
const MESSAGES = listOf(MESSAGE);
const MAP = mapOf(STRING, MESSAGE);
const NESTED_MAP = mapOf(STRING, MAP);
const INTS = listOf(INT);
const ENVIRONMENT = STANDARD_ENVIRONMENT.extend({
  types: messageTypes([MESSAGE, { single_int32: INT }]),
  libraries: [BINDINGS, TWO_VARIABLE_COMPREHENSIONS],
});

type Hints = Readonly<Record<string, number>>;
type Case = readonly [expression: string, min: number, max: number, hints?: Hints];

function boundsOf(expression: string, variables: Readonly<Record<string, Type>>, hints: Hints = {}): [number, number] {
  const { checked, message } = atOnce(checkSteps(expression, ENVIRONMENT.extend({ variables })));
  assert.ok(checked, message);
  const known = new Map(Object.entries(hints));
  const sizes: Sizes = {
    sizeOf({ path }) {
      const max = known.get(path.join('.'));
      return max === undefined ? undefined : { min: 0, max };
    },
  };
  const { min, max } = estimateCost(checked, sizes);
  if (Object.keys(variables).length === 0) {
    const { cost } = new Program(checked, ENVIRONMENT).evaluate({});
    assert.ok(cost <= max, `it cost ${cost}`);
  }
  return [min, max];
}

function estimates(what: string, variables: Readonly<Record<string, Type>>, cases: readonly Case[]): void {
  describe(what, () => {
    for (const [expression, min, max, hints] of cases) {
      it(expression, () => assert.deepEqual(boundsOf(expression, variables, hints), [min, max]));
    }
  });
}

estimates('of literals and operators', {}, [
  ['"Hello World!"', 0, 0],
  ['[1, 2, 3]', 10, 10],
  ['{"a": 1, "b": 2, "c": 3}', 30, 30],
  ['[1, 2, 3].all(x, true)', 20, 20],
  ["'123'.matches('[0-9]')", 2, 2],
  ['true || false', 0, 0],
  ['true && false', 0, 0],
  ['1 < 2', 1, 1],
  ['1 <= 2', 1, 1],
  ['1 == 2', 1, 1],
  ['2 > 1', 1, 1],
  ['2 in [1, 2, 3]', 13, 13],
  ['1 + 1', 1, 1],
  ['1 % 1', 1, 1],
  ['true ? 1 : 2', 0, 0],
  ['size("123")', 1, 1],
  ['size(b"123")', 1, 1],
  ['string(1)', 1, 1],
  ['((5 != 6) == (1 == 2)) == ((3 <= 4) == (9 != 9))', 7, 7],
  ['[1,2,3,4,5].filter(x, x % 2 == 0)', 41, 101],
  ['[1,2,3,4,5].map(x, x)', 86, 86],
  ['[1,2,3,4,5].map(x, x).filter(x, x % 2 == 0)', 117, 177],
  ['[1,2,3,4,5].map(x, x).exists(x, x == 5) == true', 108, 118],
  ['[1,2,3,4,5].map(x, x).map(x, x)', 162, 162],
  ['[1,2,3,4,5].map(x, x)[4]', 87, 87],
  ['[[1,2],[1,2],[1,2],[1,2],[1,2]][4]', 61, 61],
  ["{'a': [1,2], 'b': [1,2], 'c': [1,2], 'd': [1,2], 'e': [1,2]}.b", 81, 81],
  ['[[1, 1], [2, 2], [3, 3], [4, 4], [5, 5]].all(y, y.all(y, y == 1))', 76, 136],
  ['[1,2,3,4,5].map(x, [x, x]).all(y, y.all(y, y == 1))', 157, 217],
  ["['a', 'ab', 'abc', 'abcd', 'abcde'].map(x, [x, x]).all(y, y.all(y, y.startsWith('a')))", 157, 217],
  ['[1,2,3,4,5].map(x, x).map(x, x) + [1]', 173, 173],
  ['[1,2,3].all(i, i in [1,2,3].map(j, j + j))', 20, 230],
  ['dyn([1,2,3]).all(i, i in dyn([1,2,3]).map(j, j + j))', 21, 234],
  ["{'hello': 'hi'}['hello'] != {'hello': 'bye'}['hello']", 63, 63],
  ["['hello', 'hi'][0] != ['hello', 'bye'][1]", 23, 23],
  ['type(1)', 1, 1],
  ['type(1) == int', 3, 2 + Math.ceil(UNBOUNDED * 0.1)],
]);

estimates('of a list', { input: MESSAGES }, [
  ['input', 1, 1],
  ['input.all(x, true)', 2, 302, { input: 100 }],
  ['input.all(i, v, true)', 2, 302, { input: 100 }],
  ['cel.bind(a, input, a.all(x, true))', 13, 313, { input: 100 }],
]);

const NESTED_LIST = { input: listOf(MESSAGES) };
estimates('of lists in lists', NESTED_LIST, [
  ['input.all(x, x.all(y, true))', 2, 1752, { input: 50, 'input.@items': 10 }],
  ['cel.bind(a, input, a.all(x, x.all(y, true)))', 13, 1763, { input: 50, 'input.@items': 10 }],
]);

estimates('of a message', { input: MESSAGE }, [
  ['input.single_int32', 2, 2],
  ['has(input.single_int32)', 1, 1],
]);

estimates('of a map', { input: MAP }, [
  ["input['key']", 2, 2],
  ['input.all(k, input[k].single_int32 > 3)', 2, 82, { input: 10 }],
  ['input.all(k, v, true)', 2, 152, { input: 50 }],
]);

estimates('of maps in a map', { input: NESTED_MAP }, [
  ['has(input.testAttr.nestedAttr)', 2, 2],
  ['input.all(k, input[k].all(x, true))', 2, 187, { input: 5, 'input.@values': 10 }],
  ['input.all(k, k.contains(k))', 2, 32, { input: 5, 'input.@keys': 10 }],
  ['input.all(k, input[k].all(k, true) && k.contains(k))', 2, 34, { input: 2, 'input.@values': 2, 'input.@keys': 5 }],
]);

estimates('of a text', { input: STRING, arg1: STRING }, [
  ["input.matches('[0-9]')", 3, 103, { input: 500 }],
  ["input.matches('\\\\d+a\\\\d+b')", 3, 103, { input: 500 }],
  ['bytes(input)', 1, 51, { input: 500 }],
  ['bytes(input) == bytes(input)', 3, 302, { input: 500 }],
  ['input.contains(arg1)', 2, 2502, { input: 500, arg1: 500 }],
  ['input.startsWith(arg1)', 2, 52, { arg1: 500 }],
  ['input.endsWith(arg1)', 2, 52, { arg1: 500 }],
  ['input.size()', 2, 2],
  ['size(input)', 2, 2],
]);

estimates('of bytes', { input: BYTES }, [
  ['string(input)', 1, 51, { input: 500 }],
  ['string(input) == string(input)', 3, 152, { input: 500 }],
]);

estimates(
  'of texts',
  { str1: STRING, str2: STRING, input: listOf(STRING), list1: listOf(STRING), list2: listOf(STRING) },
  [
    ['"abcdefg".contains(str1 + str2)', 2, 6, { str1: 10, str2: 10 }],
    ['str1.endsWith("abcdefghijklmnopqrstuvwxyz") == str2.endsWith("abcdefghijklmnopqrstuvwxyz")', 9, 9],
    [
      "[list1, list2].exists(l, l.exists(v, v.startsWith('hi')))",
      21,
      265,
      { list1: 10, 'list1.@items': 64, list2: 20, 'list2.@items': 128 },
    ],
    ["input.map(x, [x, x]).all(y, y.all(y, y.startsWith('a')))", 13, 208, { input: 5, 'input.@items': 10 }],
  ],
);

const NUMBERS = { x: INT, y: INT, list1: INTS, list2: INTS, input1: MESSAGES, input2: MESSAGES };
estimates('of lists that are put together', NUMBERS, [
  ['(x > 2 ? input1 : input2).all(y, true)', 4, 7, { input1: 1, input2: 1 }],
  ['(list1 + list2).all(x, true)', 4, 64, { list1: 10, list2: 10 }],
  ['list1.size() == list2.size()', 5, 5],
  ['x > y ? list1.size() : list2.size()', 5, 5],
  ['([x, y] + list1 + list2).size()', 17, 17, { list1: 10, list2: 20 }],
]);

estimates('of truth values', { a: BOOL, b: BOOL, c: BOOL, d: BOOL }, [
  ['a || b || c || d', 1, 4],
  ['a && b && c && d', 1, 4],
]);

const TIMES = { timestamp1: TIMESTAMP, timestamp2: TIMESTAMP, duration1: DURATION, duration2: DURATION };
estimates('of times', { ...TIMES, self: mapOf(STRING, TIMESTAMP) }, [
  ['string(timestamp1) == string(timestamp2)', 5, 4 + Math.ceil(UNBOUNDED * 0.1)],
  ['timestamp1 == timestamp2', 3, 3],
  ['duration1 != duration2', 3, 3],
  ["self.val1 == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')", 6, 6],
  ["timestamp(self.val1) == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')", 7, 7],
]);

estimates('of values in a map', { self: mapOf(STRING, DOUBLE), 'other.val1': DOUBLE }, [
  ['self.val1 == 1.0', 3, 3],
  ['other.val1 == 1.0', 2, 2],
  ['type(self.val1)', 3, 3],
]);

estimates('of what is bound', { input: INTS }, [
  ["cel.bind(a, 'hello', a + '!')", 12, 12],
  ["cel.bind(a, 'hello!', cel.bind(b, 'goodbye', a + ' and, ' + b))", 26, 26],
  ["cel.bind(a, cel.bind(a, 'world', a + '!'), 'hello ' + a)", 25, 25],
  ['cel.bind(a, input, a[0])', 13, 13],
  ['cel.bind(a, [1, 2, 3], 42)', 20, 20],
  ['cel.bind(v, [1, 2, 3], v.all(x, true))', 31, 31],
  ['cel.bind(l, [1, 2, 3], l.all(i, v, i < v))', 31, 40],
  ['cel.bind(m, {"a": 1, "b": 2}, m.transformList(k, v, k))', 78, 78],
]);

estimates('of comprehensions of two variables', {}, [
  ['[1, 2, 3].all(i, v, i < v)', 20, 29],
  ['{"a": 1, "b": 2}.all(k, v, k != "" && v > 0)', 37, 43],
  ['[1, 2, 3].exists(i, v, i == 1 && v == 2)', 23, 35],
  ['{"a": 1, "b": 2}.exists(k, v, k == "a" && v == 1)', 39, 47],
  ['[1, 2, 3].existsOne(i, v, v == 1)', 21, 24],
  ['[1, 2, 3].transformList(i, v, i + v)', 66, 66],
  ['[1, 2, 3].transformList(i, v, i % 2 == 0, i + v)', 33, 75],
  ['{"a": 1, "b": 2}.transformList(k, v, k)', 67, 67],
  ['{"a": 1, "b": 2}.transformMap(k, v, v + 1)', 71, 71],
  ['{"a": 1, "b": 2}.transformMap(k, v, v > 1, v + 1)', 67, 75],
  ['{"a": 1, "b": 2}.transformMapEntry(k, v, {v: k})', 129, 129],
  ['{"a": 1, "b": 2}.transformMapEntry(k, v, v > 1, {v: k})', 67, 133],
  ['[1, 2].all(i, v, [1, 2].all(j, w, i + j < v + w))', 17, 79],
]);
