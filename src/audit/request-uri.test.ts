import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestUri } from './request-uri.ts';

for (const [rawQuery, shown] of [
  ['', '/x'],
  ['watch=1&labelSelector=a%3Db', '/x?watch=1&labelSelector=a%3Db'],
  ['access_token=canary', '/x?access_token=<redacted>'],
  ['a=%ff%zz&access%5Ftoken=canary&b', '/x?a=%ff%zz&access_token=<redacted>&b'],
  ['id_token=canary&token=canary&refresh_token', '/x?id_token=<redacted>&token=<redacted>&refresh_token=<redacted>'],
  ['labelSelector=token%3Dx', '/x?labelSelector=token%3Dx'],
] as const) {
  test(`?${rawQuery}`, () => assert.equal(requestUri({ path: '/x', rawQuery }), shown));
}
