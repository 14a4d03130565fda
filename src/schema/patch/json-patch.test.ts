import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import type { StatusError } from '../../api/status.ts';
import { FailedOperation } from './failed-operation.ts';
import { applyJsonPatch, jsonPatchSteps, MAX_OPERATIONS } from './json-patch.ts';

const OBJECT = { data: { a: '1', 'x/y': 'slash', 'm~n': 'tilde' }, list: [1, 2, 3], big: 9007199254740993n };

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

const done: [name: string, operations: object[], expected: Record<string, unknown>][] = [
  ['add', [{ op: 'add', path: '/data/b', value: '2' }], { data: { ...OBJECT.data, b: '2' } }],
  ['add to the end', [{ op: 'add', path: '/list/-', value: 4 }], { list: [1, 2, 3, 4] }],
  ['add in between', [{ op: 'add', path: '/list/1', value: 9 }], { list: [1, 9, 2, 3] }],
  [
    'escapes',
    [
      { op: 'replace', path: '/data/x~1y', value: 's' },
      { op: 'remove', path: '/data/m~0n' },
    ],
    { data: { a: '1', 'x/y': 's' } },
  ],
  ['remove', [{ op: 'remove', path: '/list/0' }], { list: [2, 3] }],
  ['move', [{ op: 'move', from: '/list/0', path: '/first' }], { list: [2, 3], first: 1 }],
  ['move onto itself', [{ op: 'move', from: '/list/0', path: '/list/0' }], {}],
  [
    'copy',
    [
      { op: 'copy', from: '/data', path: '/again' },
      { op: 'add', path: '/again/z', value: 1 },
    ],
    { again: { ...OBJECT.data, z: 1 } },
  ],
  ['a copied big integer', [{ op: 'copy', from: '/big', path: '/big2' }], { big2: 9007199254740993n }],
  [
    'test then change',
    [
      { op: 'test', path: '/data/a', value: '1' },
      { op: 'replace', path: '/data/a', value: '2' },
    ],
    { data: { ...OBJECT.data, a: '2' } },
  ],
  [
    'replace what an object does not have',
    [{ op: 'replace', path: '/data/b', value: '2' }],
    { data: { ...OBJECT.data, b: '2' } },
  ],
  ['replace all of it', [{ op: 'replace', path: '', value: { ...OBJECT, big: 1 } }], { big: 1 }],
  ['add without a value', [{ op: 'add', path: '/data/b' }], { data: { ...OBJECT.data, b: null } }],
  ['copy what is not there', [{ op: 'copy', from: '/data/b', path: '/again' }], { again: null }],
  [
    'test that something is not there',
    [
      { op: 'test', path: '/data/b', value: null },
      { op: 'test', path: '/b' },
    ],
    {},
  ],
  ['add, counted from the end', [{ op: 'add', path: '/list/-1', value: 4 }], { list: [1, 2, 3, 4] }],
  ['add before all, counted from the end', [{ op: 'add', path: '/list/-4', value: 0 }], { list: [0, 1, 2, 3] }],
  ['replace, counted from the end', [{ op: 'replace', path: '/list/-3', value: 9 }], { list: [9, 2, 3] }],
  ['remove, counted from the end', [{ op: 'remove', path: '/list/-1' }], { list: [1, 2] }],
  ['move, counted from the end', [{ op: 'move', from: '/list/-1', path: '/list/+0' }], { list: [3, 1, 2] }],
  ['a path that begins otherwise', [{ op: 'add', path: 'x/first', value: 1 }], { first: 1 }],
  ['test a big integer', [{ op: 'test', path: '/big', value: 9007199254740993n }], {}],
  [
    'a key that objects inherit',
    [{ op: 'add', path: '/data/toString', value: 'x' }],
    { data: { ...OBJECT.data, toString: 'x' } },
  ],
];
for (const [name, operations, change] of done) {
  test(`json patch: ${name}`, () => {
    assert.deepEqual(applyJsonPatch(freeze(OBJECT), freeze(operations)), { ...OBJECT, ...change });
  });
}

const REJECTED = [422, 'the server rejected our request due to an error in our request'] as const;
const refused: [name: string, patch: unknown, code: number, message: string | RegExp][] = [
  ['failing test', [{ op: 'test', path: '/data/a', value: '9' }], ...REJECTED],
  ['bad path', [{ op: 'remove', path: '/data/zzz' }], ...REJECTED],
  ['add under nothing', [{ op: 'add', path: '/none/x', value: 1 }], ...REJECTED],
  ['index past the end', [{ op: 'add', path: '/list/7', value: 1 }], ...REJECTED],
  ['index that is a name', [{ op: 'add', path: '/list/length', value: 1 }], ...REJECTED],
  ['no such operation', [{ op: 'frob', path: '/data' }], ...REJECTED],
  ['an operation that objects inherit', [{ op: 'constructor', path: '/data' }], ...REJECTED],
  ['nothing in the place of an operation', [null], ...REJECTED],
  ['no path', [{ op: 'remove' }], ...REJECTED],
  ['no from', [{ op: 'move', path: '/x' }], ...REJECTED],
  ['move into a child', [{ op: 'move', from: '/data', path: '/data/a/b' }], ...REJECTED],
  ['replace all by a text', [{ op: 'replace', path: '', value: 'x' }], ...REJECTED],
  ['nothing is left', [{ op: 'remove', path: '' }], ...REJECTED],
  ['remove what objects inherit', [{ op: 'remove', path: '/data/toString' }], ...REJECTED],
  [
    'not a list',
    { op: 'add' },
    400,
    'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
  ],
  [
    'not an operation',
    ['x'],
    400,
    'error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp',
  ],
  [
    'too many',
    Array(MAX_OPERATIONS + 1).fill({ op: 'test', path: '' }),
    413,
    /maximum operations in a JSON patch is 10000, got 10001/,
  ],
];
for (const [name, patch, code, message] of refused) {
  test(`json patch refuses: ${name}`, () => {
    assert.throws(
      () => applyJsonPatch(OBJECT, patch),
      (error: StatusError) => {
        assert.equal(error.code, code);
        if (typeof message === 'string') assert.equal(error.message, message);
        else assert.match(error.message, message);
        return true;
      },
    );
  });
}

describe('names that objects inherit are names like any other', () => {
  for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
    test(key, () => {
      const data = (operation: object) => applyJsonPatch(freeze(OBJECT), [operation]).data;
      const added = data({ op: 'add', path: `/data/${key}`, value: { polluted: 1 } });
      const copied = data({ op: 'copy', from: '/list', path: `/data/${key}` });
      for (const changed of [added, copied]) {
        assert.deepEqual(Object.keys(changed), [...Object.keys(OBJECT.data), key]);
        assert.equal(Object.getPrototypeOf(changed), Object.prototype);
      }
      for (const operation of [
        { op: 'add', path: `/${key}/polluted`, value: 1 },
        { op: 'add', path: `/list/${key}`, value: 1 },
        { op: 'add', path: `/data/${key}/prototype/polluted`, value: 1 },
        { op: 'remove', path: `/data/${key}` },
        { op: 'copy', from: `/${key}/prototype`, path: '/data/x' },
      ]) {
        assert.throws(() => data(operation), { code: 422 });
      }
      assert.equal(({} as any).polluted, undefined);
    });
  }
});

test('json patch keeps a __proto__ key inside a value a key', () => {
  const patched = applyJsonPatch({}, JSON.parse('[{"op":"add","path":"/data","value":{"__proto__":{"polluted":1}}}]'));
  assert.deepEqual(Object.keys(patched.data), ['__proto__']);
  assert.equal(patched.data.polluted, undefined);
});

test('CVE-2019-1002100: copies that amplify are refused', () => {
  const bomb = [
    { op: 'add', path: '/x', value: ['x'.repeat(1024)] },
    ...Array.from({ length: 40 }, () => ({ op: 'copy', from: '/x', path: '/x/-' })),
  ];
  assert.throws(() => applyJsonPatch({}, bomb), { code: 422 });
});

test('a pointer of more steps than an object can nest is missing, and is not looked up step by step', () => {
  const path = '/a'.repeat(1_000_000);
  const { calls } = mock.method(String.prototype, 'replaceAll').mock;
  assert.throws(() => applyJsonPatch({ a: {} }, [{ op: 'remove', path }]), FailedOperation);
  mock.restoreAll();
  assert.equal(calls.length, 0);
});

test('others may go between any two operations', () => {
  const operations = Array.from({ length: 50 }, (_, value) => ({ op: 'add', path: '/list/0', value }));
  assert.ok([...jsonPatchSteps({ list: [] }, operations)].length > operations.length);
});

test('copies that nest ever deeper are refused', () => {
  const operations = Array.from({ length: 14 }, (_, count) => ({
    op: 'copy',
    from: '/x',
    path: `/x${'/x'.repeat(2 ** count)}`,
  }));
  assert.throws(() => applyJsonPatch({ x: {} }, operations), { code: 422 });
});

const DOCUMENT = { a: { 'b/c': 1 }, list: [1, 2] };
const INDEX = 'Unable to access invalid index: 9: invalid index referenced';
const ATOI = 'strconv.Atoi: parsing "x": invalid syntax';

describe('an operation that cannot be done says why', () => {
  const cases: [operation: Record<string, unknown>, text: string][] = [
    [{ op: 'add', path: '/n/x', value: 1 }, 'add operation does not apply: doc is missing path: "/n/x": missing value'],
    [{ op: 'add', path: '/list/9', value: 1 }, `error in add for path: '/list/9': ${INDEX}`],
    [
      { op: 'add', path: '/list/x', value: 1 },
      `error in add for path: '/list/x': value was not a proper array index: 'x': ${ATOI}`,
    ],
    [
      { op: 'remove', path: '/nope' },
      "error in remove for path: '/nope': Unable to remove nonexistent key: nope: missing value",
    ],
    [{ op: 'remove', path: '/n/x' }, 'remove operation does not apply: doc is missing path: "/n/x": missing value'],
    [{ op: 'remove', path: '/list/9' }, `error in remove for path: '/list/9': ${INDEX}`],
    [{ op: 'remove', path: '/list/x' }, `error in remove for path: '/list/x': ${ATOI}`],
    [
      { op: 'replace', path: '/n/x', value: 1 },
      'replace operation does not apply: doc is missing path: /n/x: missing value',
    ],
    [
      { op: 'replace', path: '/list/2', value: 1 },
      'replace operation does not apply: doc is missing key: /list/2: missing value',
    ],
    [
      { op: 'remove', path: `/list/${2n ** 63n}` },
      `error in remove for path: '/list/9223372036854775808': ${ATOI.replace('x', '9223372036854775808').replace('invalid syntax', 'value out of range')}`,
    ],
    [{ op: 'remove', path: '/list/-3' }, `error in remove for path: '/list/-3': ${INDEX.replace('9', '-3')}`],
    [{ op: 'add', path: '/list/-4', value: 1 }, `error in add for path: '/list/-4': ${INDEX.replace('9', '-4')}`],
    [{ op: 'add', path: '', value: 1 }, 'add operation does not apply: doc is missing path: "": missing value'],
    [{ op: 'test', path: '/a/b~1c', value: 2 }, 'testing value /a/b~1c failed: test failed'],
    [{ op: 'test', path: '', value: 2 }, 'testing value  failed: test failed'],
    [{ op: 'test', path: '/n/x', value: 2 }, 'test operation does not apply: is missing path: /n/x: missing value'],
    [{ op: 'test', path: '/list/9', value: 2 }, `error in test for path: '/list/9': ${INDEX}`],
    [
      { op: 'move', from: '/n/x', path: '/m' },
      'move operation does not apply: doc is missing from path: /n/x: missing value',
    ],
    [
      { op: 'move', from: '/n', path: '/m' },
      "error in move for path: 'n': Unable to remove nonexistent key: n: missing value",
    ],
    [
      { op: 'move', from: '/a', path: '/a/b' },
      'move operation does not apply: doc is missing destination path: /a/b: missing value',
    ],
    [{ op: 'move', from: '/a', path: '/list/9' }, `error in move for path: '/list/9': ${INDEX}`],
    [
      { op: 'copy', from: '/n/x', path: '/m' },
      'copy operation does not apply: doc is missing from path: /n/x: missing value',
    ],
    [
      { op: 'copy', from: '/a', path: '/n/x' },
      'copy operation does not apply: doc is missing destination path: /n/x: missing value',
    ],
    [{ op: 'copy', from: '/list/9', path: '/m' }, `error in copy for from: '/list/9': ${INDEX}`],
    [{ op: 'copy', from: '/a', path: '/list/9' }, `error while adding value during copy: ${INDEX}`],
    [{ op: 'swap', path: '/a' }, 'Unexpected kind: swap'],
    [{ path: '/a' }, 'Unexpected kind: unknown'],
    [{ op: 'remove' }, 'remove operation failed to decode path: missing value'],
    [{ op: 'copy', path: '/a' }, 'copy operation failed to decode from: operation, missing from field: missing value'],
    [{ op: 'test' }, 'test operation failed to decode path: operation missing path field: missing value'],
    [
      { op: 'replace', path: 7 },
      'replace operation failed to decode path: json: cannot unmarshal number into Go value of type string',
    ],
    [
      { op: 'add', path: '/constructor/x', value: 1 },
      'add operation does not apply: doc is missing path: "/constructor/x": missing value',
    ],
  ];
  for (const [operation, text] of cases) {
    test(JSON.stringify(operation), () => {
      const isFailedTest = text.endsWith('test failed');
      assert.throws(
        () => applyJsonPatch(freeze(DOCUMENT), [{ op: 'test', path: '/a/b~1c', value: 1 }, operation]),
        (error) => {
          assert.ok(error instanceof FailedOperation);
          assert.deepEqual([error.why, error.isFailedTest], [text, isFailedTest]);
          return true;
        },
      );
    });
  }
});
