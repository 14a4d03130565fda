import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusError } from '../../api/status.ts';
import { applyJsonPatch, MAX_OPERATIONS } from './json-patch.ts';

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
  ['no path', [{ op: 'remove' }], ...REJECTED],
  ['no from', [{ op: 'move', path: '/x' }], ...REJECTED],
  ['move into a child', [{ op: 'move', from: '/data', path: '/data/a/b' }], ...REJECTED],
  ['no value', [{ op: 'add', path: '/x' }], ...REJECTED],
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

for (const path of [
  '/__proto__/polluted',
  '/constructor/prototype/polluted',
  '/data/__proto__',
  '/data/prototype',
  '/data/constructor',
]) {
  for (const operation of [
    { op: 'add', path, value: 'x' },
    { op: 'copy', from: '/data', path },
    { op: 'copy', from: path, path: '/data' },
  ]) {
    test(`json patch refuses a reserved key: ${JSON.stringify(operation)}`, () => {
      assert.throws(() => applyJsonPatch(OBJECT, [operation]), { code: 422 });
      assert.equal(({} as any).polluted, undefined);
    });
  }
}

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

test('copies that nest ever deeper are refused', () => {
  const operations = Array.from({ length: 14 }, (_, count) => ({
    op: 'copy',
    from: '/x',
    path: `/x${'/x'.repeat(2 ** count)}`,
  }));
  assert.throws(() => applyJsonPatch({ x: {} }, operations), { code: 422 });
});
