import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { JoinedBuffers } from '../../request/body-pieces.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import { compression } from './compression.ts';

const LARGE = Buffer.from('0123456789abcdef'.repeat(60_000));
const SMALL = LARGE.subarray(0, 128 * 1024);

const bodies: [string, () => ApiResponse['body']][] = [
  ['bytes', () => LARGE],
  ['pieces', () => new JoinedBuffers([LARGE.subarray(0, 7), LARGE.subarray(7, 700_000), LARGE.subarray(700_000)])],
];

async function answer(body: ApiResponse['body'], accepts: string, headers: ApiResponse['headers'] = {}) {
  const context = { request: { headers: { 'accept-encoding': accepts } } } as unknown as RequestContext;
  return compression(context, () => ({ status: 200, headers: { ...headers }, body }));
}

for (const [what, body] of bodies) {
  test(`large ${what} go out as gzip, and caches are told`, async () => {
    const { headers, body: sent } = await answer(body(), 'br, gzip', { vary: 'Accept' });
    assert.deepEqual(headers, { vary: 'Accept, Accept-Encoding', 'content-encoding': 'gzip' });
    assert.ok(gunzipSync(sent as Buffer).equals(LARGE));
  });
}

const untouched: [string, ApiResponse['body'], string, ApiResponse['headers']][] = [
  ['a small body', SMALL, 'gzip', {}],
  ['for a client that takes something else', LARGE, 'br, deflate', {}],
  ['what is encoded already', LARGE, 'gzip', { 'content-encoding': 'gzip' }],
  ['a stream', async () => {}, 'gzip', {}],
];

for (const [what, body, accepts, headers] of untouched) {
  test(`left as it is: ${what}`, async () => {
    const sent = await answer(body, accepts, headers);
    assert.deepEqual(sent.headers, headers);
    assert.equal(sent.body, body);
  });
}
