import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { path } from '../../api/field.ts';
import {
  cidrWarnings,
  ipWarnings,
  validateCanonicalCidr,
  validateCanonicalIp,
  validateCidr,
  validateIp,
  validateNonSpecialIp,
} from './ip.ts';

const AT = path('x');

function table(
  name: string,
  act: (value: string) => readonly unknown[],
  rows: [value: string, want: string[]][],
): void {
  describe(name, () => {
    for (const [value, want] of rows) it(value || '(empty)', () => assert.deepEqual(act(value).map(String), want));
  });
}

table('validateIp', (value) => validateIp(value, AT, new Set(['010.0.0.1'])), [
  ['10.0.0.1', []],
  ['FE80::1', []],
  ['010.0.0.1', []],
  ['010.0.0.2', ['x: Invalid value: "010.0.0.2": must not have leading 0s']],
  ['::ffff:10.0.0.1', ['x: Invalid value: "::ffff:10.0.0.1": must not be an IPv4-mapped IPv6 address']],
  ['x', ['x: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
]);

table('validateCanonicalIp', (value) => validateCanonicalIp(value, AT), [
  ['fe80::1', []],
  ['FE80::1', ['x: Invalid value: "FE80::1": must be in canonical form ("fe80::1")']],
  ['', ['x: Invalid value: "": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
]);

table('validateCidr', (value) => validateCidr(value, AT, new Set(['10.0.0.1/8'])), [
  ['10.0.0.0/8', []],
  ['10.0.0.1/8', []],
  ['10.0.0.2/8', ['x: Invalid value: "10.0.0.2/8": must not have bits set beyond the prefix length']],
  ['010.0.0.0/8', ['x: Invalid value: "010.0.0.0/8": must not have leading 0s in IP or prefix length']],
  ['::ffff:10.0.0.0/104', ['x: Invalid value: "::ffff:10.0.0.0/104": must not have an IPv4-mapped IPv6 address']],
  ['10.0.0.0', ['x: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
]);

table('validateCanonicalCidr', (value) => validateCanonicalCidr(value, AT), [
  ['2001:db8::/64', []],
  ['2001:DB8::/64', ['x: Invalid value: "2001:DB8::/64": must be in canonical form ("2001:db8::/64")']],
  ['10.0.0.1/8', ['x: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length']],
]);

table('validateNonSpecialIp', (value) => validateNonSpecialIp(value, AT), [
  ['10.0.0.1', []],
  ['0.0.0.0', ['x: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)']],
  ['127.0.0.1', ['x: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)']],
  ['fe80::1', ['x: Invalid value: "fe80::1": may not be in the link-local range (169.254.0.0/16, fe80::/10)']],
  ['ff02::1', ['x: Invalid value: "ff02::1": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)']],
  ['x', ['x: Invalid value: "x": must be a valid IP address']],
]);

table('ipWarnings', (value) => ipWarnings(value, AT), [
  ['10.0.0.1', []],
  ['fe80::1', []],
  ['x', []],
  [
    '010.0.0.1',
    [
      'x: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"',
    ],
  ],
  ['FE80::1', ['x: IPv6 address "FE80::1" should be in RFC 5952 canonical format ("fe80::1")']],
]);

table('cidrWarnings', (value) => cidrWarnings(value, AT), [
  ['10.0.0.0/8', []],
  ['x', []],
  [
    '10.0.0.1/8',
    ['x: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)'],
  ],
  [
    '10.0.0.0/08',
    [
      'x: non-standard CIDR value "10.0.0.0/08" will be considered invalid in a future Kubernetes release: use "10.0.0.0/8"',
    ],
  ],
  ['FE80::/10', ['x: IPv6 CIDR value "FE80::/10" should be in RFC 5952 canonical format ("fe80::/10")']],
]);
