import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Headers } from '../request/http.ts';
import { sourceIps } from './source-ips.ts';

const at = (headers: Headers) => sourceIps({ headers, remoteAddress: '192.0.2.1' });

for (const [what, headers, expected] of [
  ['the connection alone', {}, ['192.0.2.1']],
  ['proxies in their order', { 'x-forwarded-for': '10.0.0.1, 10.0.0.2' }, ['10.0.0.1', '10.0.0.2', '192.0.2.1']],
  ['what is no address is left out', { 'x-forwarded-for': 'evil\n, 10.0.0.1' }, ['10.0.0.1', '192.0.2.1']],
  ['X-Real-Ip once', { 'x-forwarded-for': '10.0.0.1', 'x-real-ip': '10.0.0.1' }, ['10.0.0.1', '192.0.2.1']],
  ['X-Real-Ip alone', { 'x-real-ip': '10.0.0.9' }, ['10.0.0.9', '192.0.2.1']],
  ['headers one by one', { 'x-forwarded-for': ['10.0.0.1', '10.0.0.2'] }, ['10.0.0.1', '10.0.0.2', '192.0.2.1']],
  [
    'the nearest proxies of many',
    { 'x-forwarded-for': `${'10.6.6.6,'.repeat(100)}${Array.from({ length: 16 }, (_, i) => `10.0.0.${i}`)}` },
    [...Array.from({ length: 16 }, (_, i) => `10.0.0.${i}`), '192.0.2.1'],
  ],
  ['the connection once', { 'x-forwarded-for': '192.0.2.1' }, ['192.0.2.1']],
] as const) {
  test(`source IPs: ${what}`, () => assert.deepEqual(at(headers), expected));
}
