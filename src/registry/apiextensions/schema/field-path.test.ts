import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findField } from './field-path.ts';

const SCHEMA = {
  properties: {
    spec: { properties: { 'a.b': { type: 'string' }, map: { additionalProperties: { type: 'integer' } } } },
    "it's": { type: 'boolean' },
  },
};

describe('a path to a field', () => {
  for (const [jsonPath, type] of [
    ['.spec.map.any', 'integer'],
    [".spec['a.b']", 'string'],
    [".spec.map['x.y']", 'integer'],
    ["['it\\'s']", 'boolean'],
  ] as const) {
    it(`is ${jsonPath}`, () => {
      const found = findField(jsonPath, SCHEMA);
      assert.equal(typeof found === 'string' ? found : found.schema.type, type);
    });
  }

  for (const [jsonPath, error] of [
    ['spec', 'expected [ or . but got: spec'],
    ['.', 'unexpected end of JSON path'],
    ['..spec', 'does not refer to a valid field'],
    ['.spec.none', 'does not refer to a valid field'],
    ['.spec.__proto__', 'does not refer to a valid field'],
    ['.spec.map.any.more', 'does not refer to a valid field'],
    ['.spec[map]', 'expected single quoted string but got map'],
    [".spec['map'", 'unexpected end of JSON path'],
    [".spec['map'.x", 'expected ] but got .'],
    ['.spec]', 'expected [ or . but got: ]'],
  ] as const) {
    it(`is not ${jsonPath}`, () => assert.equal(findField(jsonPath, SCHEMA), error));
  }

  it('is without brackets where they are not allowed', () => {
    assert.equal(findField(".spec['map']", SCHEMA, { arrayNotation: false }), 'array notation is not allowed');
  });
});
