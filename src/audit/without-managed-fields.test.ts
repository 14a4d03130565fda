import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutManagedFields } from './without-managed-fields.ts';

const managed = { name: 'p', managedFields: [{ manager: 'm' }] };

for (const [what, given, expected] of [
  ['an object', { metadata: managed }, { metadata: { name: 'p' } }],
  ['a list', { metadata: {}, items: [{ metadata: managed }] }, { metadata: {}, items: [{ metadata: { name: 'p' } }] }],
  ['a table', { rows: [{ object: { metadata: managed } }] }, { rows: [{ object: { metadata: { name: 'p' } } }] }],
  ['an object with items', { metadata: managed, items: ['x'] }, { metadata: { name: 'p' }, items: ['x'] }],
] as const) {
  test(`managed fields are left out of ${what}`, () => {
    const before = structuredClone(given);
    assert.deepEqual(withoutManagedFields(given), expected);
    assert.deepEqual(given, before);
  });
}
