import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFieldSelector } from './field-selector.ts';

test('terms are split at commas, and values unescaped', () => {
  assert.deepEqual(parseFieldSelector('a=b\\,c\\=\\\\,d!=,e==f'), [
    { field: 'a', equal: true, value: 'b,c=\\' },
    { field: 'd', equal: false, value: '' },
    { field: 'e', equal: true, value: 'f' },
  ]);
});

for (const [selector, message] of [
  ['a', "invalid selector: 'a'; can't understand 'a'"],
  ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
  ['a=b\\c', 'invalid field selector: invalid escape sequence: \\c'],
  ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
] as const) {
  test(`the field selector ${selector} is refused`, () => {
    assert.throws(() => parseFieldSelector(selector), { name: 'FieldSelectorError', message });
  });
}
