import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { equalJson, setOwn } from '../../util/json-value.ts';
import { applyMergePatch } from './merge-patch.ts';

/** The examples of RFC 7386, appendix A, whose patch is an object. */
const EXAMPLES: [target: JsonObject, patch: JsonObject, result: JsonObject][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];
/** What github.com/evanphx/json-patch makes of what the RFC leaves as it is. */
const NULLS_IN_LISTS: typeof EXAMPLES = [
  [{ a: ['b'] }, { a: [{ b: null, c: [{ d: null }] }, null] }, { a: [{ c: [{}] }, null] }],
];
for (const [target, patch, result] of [...EXAMPLES, ...NULLS_IN_LISTS]) {
  test(`merge patch: ${JSON.stringify(target)} with ${JSON.stringify(patch)}`, () => {
    const before = structuredClone({ target, patch });
    assert.deepEqual(applyMergePatch(target, patch), result);
    assert.deepEqual({ target, patch }, before);
  });
}

test('merge patch shares what it does not touch', () => {
  const object = { spec: { a: 1 }, metadata: { labels: {} } };
  assert.equal(applyMergePatch(object, { metadata: { name: 'x' } }).spec, object.spec);
});

test('merge patch keeps __proto__ a key', () => {
  const patched = applyMergePatch(
    { data: {} },
    JSON.parse('{"data":{"__proto__":{"polluted":1}},"__proto__":{"x":1}}'),
  );
  assert.equal(patched.x, undefined);
  assert.equal(patched.data.polluted, undefined);
  assert.deepEqual(Object.keys(patched), ['data', '__proto__']);
  assert.equal(({} as any).polluted, undefined);
});

const cannot = (what: string) =>
  `error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`;
for (const [patch, message] of [
  [null, 'Invalid JSON Patch'],
  [[], cannot('array')],
  ['x', cannot('string')],
  [3, cannot('number')],
] as const) {
  test(`merge patch refuses ${JSON.stringify(patch)}`, () => {
    assert.throws(() => applyMergePatch({}, patch), { code: 400, message });
  });
}

/** A merge patch that leads from one object to another. */
function difference(from: JsonObject, to: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) setOwn(patch, key, null);
  for (const key of Object.keys(to)) {
    const before = Object.hasOwn(from, key) ? from[key] : undefined;
    if (equalJson(before, to[key])) continue;
    setOwn(patch, key, isJsonObject(before) && isJsonObject(to[key]) ? difference(before, to[key]) : to[key]);
  }
  return patch;
}

const { tree: jsonWithoutNull } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.string(), fc.boolean(), tie('list'), tie('object')),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  object: fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string()), tie('tree'), {
    maxKeys: 4,
  }),
}));
const anyObject = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), jsonWithoutNull, { maxKeys: 4 });

test('merge patch: the patch made of a difference gives the target', () => {
  fc.assert(
    fc.property(anyObject, anyObject, (from, to) => {
      assert.ok(equalJson(applyMergePatch(from, difference(from, to)), to));
    }),
  );
});
