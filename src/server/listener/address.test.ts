import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advertisedAddress, externalAddress, localUrl } from './address.ts';

const urls: [host: string, url: string][] = [
  ['127.0.0.1', 'https://127.0.0.1:6443'],
  ['0.0.0.0', 'https://127.0.0.1:6443'],
  ['192.0.2.7', 'https://192.0.2.7:6443'],
  ['::', 'https://[::1]:6443'],
  ['2001:db8::1', 'https://[2001:db8::1]:6443'],
];
for (const [host, url] of urls) {
  test(`a listener on ${host} is reached by ${url}`, () => assert.equal(localUrl({ host, port: 6443 }), url));
}

const HOST = ['127.0.0.1', 'fe80::1', '192.0.2.1', '2001:db8::1', '192.0.2.2'];
const advertised: [bound: string, host: string[], family: 4 | 6, address: string | undefined][] = [
  ['192.0.2.9', HOST, 4, '192.0.2.9'],
  ['127.0.0.1', HOST, 4, '192.0.2.1'],
  ['0.0.0.0', HOST, 4, '192.0.2.1'],
  ['::', HOST, 6, '2001:db8::1'],
  ['192.0.2.9', HOST, 6, '2001:db8::1'],
  ['127.0.0.1', ['127.0.0.1', '::1', '169.254.1.1'], 4, undefined],
];
for (const [bound, host, family, address] of advertised) {
  test(`bound to ${bound}, of ${host}, IPv${family}: ${address}`, () =>
    assert.equal(advertisedAddress(bound, host, family), address));
}

const external: [bound: string, advertised: string | undefined, host: string[], address: string][] = [
  ['127.0.0.1', undefined, HOST, '127.0.0.1:6443'],
  ['127.0.0.1', '192.0.2.9', HOST, '192.0.2.9:6443'],
  ['0.0.0.0', undefined, HOST, '192.0.2.1:6443'],
  ['::', undefined, HOST, '[2001:db8::1]:6443'],
  ['0.0.0.0', undefined, ['127.0.0.1'], '127.0.0.1:6443'],
];
for (const [bound, advertised, host, address] of external) {
  test(`bound to ${bound}, advertised as ${advertised}, of ${host}: others reach ${address}`, () =>
    assert.equal(externalAddress({ host: bound, port: 6443 }, advertised, host), address));
}
