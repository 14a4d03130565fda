import assert from 'node:assert/strict';
import { it } from 'node:test';
import { path } from '../../api/field.ts';
import { validateShareId } from './share-id.ts';

const ID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const NOT_NORMAL =
  'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';
const cases: readonly (readonly [id: string, detail?: string])[] = [
  [ID],
  ['', 'error validating uid: invalid UUID length: 0'],
  [ID.replaceAll('-', 'g'), 'error validating uid: invalid UUID format'],
  ['z'.repeat(32), 'error validating uid: invalid UUID format'],
  [`(${ID})`, 'error validating uid: invalid bracketed UUID format'],
  [`urn:UUIX:${ID}`, 'error validating uid: invalid urn prefix: "urn:UUIX:"'],
  [ID.toUpperCase(), NOT_NORMAL],
  [ID.replaceAll('-', ''), NOT_NORMAL],
  [`{${ID}}`, NOT_NORMAL],
  [`URN:uuid:${ID}`, NOT_NORMAL],
];

for (const [id, detail] of cases) {
  it(`${id || 'nothing'}: ${detail === undefined ? 'is fine' : 'is refused'}`, () => {
    const found = validateShareId(id, path('shareID')).map((error) => error.detail);
    assert.deepEqual(found, detail === undefined ? [] : [detail]);
  });
}
