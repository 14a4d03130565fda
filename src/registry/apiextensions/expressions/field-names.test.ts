import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeFieldName } from './field-names.ts';

for (const [name, escaped] of [
  ['name', 'name'],
  ['a_b', 'a_b'],
  ['a__b', 'a__underscores__b'],
  ['a-b.c/d', 'a__dash__b__dot__c__slash__d'],
  ['namespace', '__namespace__'],
  ['int', 'int'],
  ['2nd', undefined],
  ['a$b', undefined],
  ['', undefined],
] as const) {
  test(`'${name}' is written ${escaped}`, () => assert.equal(escapeFieldName(name), escaped));
}
