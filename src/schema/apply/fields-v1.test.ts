import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { equalSets, FieldSetBuilder } from './field-set.ts';
import { decodeFields, encodeFields } from './fields-v1.ts';
import { goJson } from './go-json.ts';
import { valueElement } from './path-element.ts';

const ROUND_TRIPS = [
  '{}',
  '{"f:data":{".":{},"f:a":{},"f:b":{}}}',
  '{"f:spec":{"f:replicas":{}},"f:status":{}}',
  '{"f:ports":{"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:port":{}},"k:{\\"port\\":443,\\"protocol\\":\\"TCP\\"}":{}}}',
  '{"f:finalizers":{".":{},"v:\\"example.com/hold\\"":{}}}',
  '{"f:labels":{"f:__proto__":{},"f:constructor":{}}}',
];
for (const json of ROUND_TRIPS) {
  test(`fieldsV1 comes back as it was: ${json}`, () => {
    assert.equal(JSON.stringify(encodeFields(decodeFields(structuredClone(JSON.parse(json))))), json);
    assert.equal(JSON.stringify(encodeFields(unremembered(JSON.parse(json)))), json);
  });
}

/** The set without the memory of what it was decoded from. */
function unremembered(fields: object) {
  const set = new FieldSetBuilder();
  for (const [element, node] of decodeFields(fields as any).children) set.attach(element, node);
  return set;
}

const NORMALIZED: [written: string, ours: string][] = [
  ['{"k:{\\"b\\":1,\\"a\\":2}":{}}', '{"k:{\\"a\\":2,\\"b\\":1}":{}}'],
  ['{"v: \\"x\\" ":{}}', '{"v:\\"x\\"":{}}'],
  ['{"v:\\"<\\"":{}}', '{"v:\\"\\\\u003c\\"":{}}'],
  ['{"v:9007199254740993":{}}', '{"v:9007199254740993":{}}'],
  ['{"f:b":{},"f:a":{}}', '{"f:a":{},"f:b":{}}'],
  ['{"f:a":{".":{}}}', '{"f:a":{}}'],
  ['{"f:a":{"x:future":{}}}', '{"f:a":{}}'],
  ['{"x:future":{"f:a":{}},"f:a":{}}', '{"f:a":{}}'],
  ['{".":{},"f:a":{}}', '{"f:a":{}}'],
];
for (const [written, ours] of NORMALIZED) {
  test(`fieldsV1 ${written} means ${ours}`, () => {
    const set = unremembered(JSON.parse(written));
    assert.equal(JSON.stringify(encodeFields(set)), ours);
  });
}

for (const json of [
  '{"f":{}}',
  '{"data":{}}',
  '{"k:[]":{}}',
  '{"k:{":{}}',
  '{"v:nope":{}}',
  '{"v:[1]":{}}',
  '{"k:{\\"a\\":{}}":{}}',
  '{"k:1":{}}',
  '{"i:x":{}}',
  '{"i:":{}}',
  '{"f:a":1}',
  '{"f:a":null}',
]) {
  test(`fieldsV1 refuses ${json}`, () => {
    assert.throws(() => decodeFields(JSON.parse(json)), { name: 'TypedError' });
  });
}

test('fieldsV1 refuses endless nesting', () => {
  const depth = 5000;
  assert.throws(() => decodeFields(JSON.parse(`${'{"f:a":'.repeat(depth)}{}${'}'.repeat(depth)}`)), {
    name: 'TypedError',
  });
});

test('a set is read and written once', () => {
  const fields = { 'f:data': { 'f:a': {} } };
  assert.equal(decodeFields(fields), decodeFields(fields));
  const set = decodeFields(fields);
  assert.equal(encodeFields(set), encodeFields(set));
  assert.equal(decodeFields(encodeFields(set)), set);
});

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const element = fc.oneof(
  fc.string().map((name) => `f:${name}`),
  scalar.map(valueElement),
  fc.tuple(scalar, scalar).map(([a, b]) => `k:${goJson({ a, b })}`),
  fc.nat().map((index) => `i:${index}`),
);
const anySet = fc.array(fc.array(element, { minLength: 1, maxLength: 4 }), { maxLength: 8 }).map((paths) => {
  const set = new FieldSetBuilder();
  for (const path of paths) set.insert(path);
  return set;
});

test('fieldsV1: every set comes back from its JSON', () => {
  fc.assert(
    fc.property(anySet, (set) => {
      const json = JSON.stringify(encodeFields(set));
      const back = decodeFields(JSON.parse(json));
      assert.ok(equalSets(back, set));
      assert.equal(JSON.stringify(encodeFields(unremembered(JSON.parse(json)))), json);
    }),
  );
});
