/** Kubernetes' libraries, by the examples of their documentation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../program.ts';
import { describeValue } from '../testing/conformance.ts';
import { KUBERNETES_ENVIRONMENT } from './environment.ts';
import { formatsLibrary } from './formats.ts';
import { type Amount, quantityLibrary } from './quantity.ts';

/** Whole numbers, with a `k` for thousands. */
class Whole implements Amount<Whole> {
  readonly amount: bigint;

  constructor(amount: bigint) {
    this.amount = amount;
  }

  add = (other: Whole) => new Whole(this.amount + other.amount);
  subtract = (other: Whole) => new Whole(this.amount - other.amount);
  compare = (other: Whole) => Number(this.amount - other.amount);
  sign = () => Math.sign(Number(this.amount));
  isInteger = () => true;
  value = () => this.amount;
  toNumber = () => Number(this.amount);
}

function parseWhole(text: string): Whole {
  if (!/^-?\d+k?$/.test(text)) throw new Error('no quantity');
  return new Whole(text.endsWith('k') ? BigInt(text.slice(0, -1)) * 1000n : BigInt(text));
}

const environment = KUBERNETES_ENVIRONMENT.extend({
  libraries: [
    quantityLibrary({ parse: parseWhole, fromInteger: (value) => new Whole(value) }),
    formatsLibrary({ dns1123Label: (text) => (/^[a-z]+$/.test(text) ? [] : ['not a label']) }),
  ],
});

/** The value, or the error after `! `. */
function run(expression: string): unknown {
  const { program, message } = compile(expression, environment);
  if (!program) return `! ${message}`;
  const { value, error } = program.evaluate({});
  return error ? `! ${error.message}` : describeValue(value);
}

const HOLD: Readonly<Record<string, readonly string[]>> = {
  lists: [
    '[1, 2, 3].isSorted()',
    "['a', 'b', 'b', 'c'].isSorted()",
    '![2.0, 1.0].isSorted()',
    '[].isSorted()',
    '[1, 3].sum() == 4',
    '[1.0, 3.0].sum() == 4.0',
    "[duration('1m'), duration('1s')].sum() == duration('61s')",
    '[].sum() == 0',
    '[1, 3].min() == 1 && [1, 3].max() == 3',
    '([0] + []).min() == 0',
    '[1, 2, 2, 3].indexOf(2) == 1 && [1, 2, 2, 3].lastIndexOf(2) == 2',
    "[].indexOf('string') == -1",
    '[1, 2, 3, 4].slice(1, 3) == [2, 3]',
    '[[1], [2, 3], []].flatten() == [1, 2, 3]',
    '[3, 2, 1].sort() == [1, 2, 3]',
    "['aa', 'b', 'ccc'].sortBy(s, size(s)) == ['b', 'aa', 'ccc']",
    '[1, 2, 2, 3, 3].distinct() == [1, 2, 3]',
    'lists.range(3) == [0, 1, 2]',
    '[5, 3].reverse() == [3, 5]',
  ],
  regex: [
    "'abc 123'.find('[0-9]+') == '123'",
    "'abc 123'.find('xyz') == ''",
    "'123 abc 456'.findAll('[0-9]+') == ['123', '456']",
    "'123 abc 456'.findAll('[0-9]+', 1) == ['123']",
    "'123 abc 456'.findAll('xyz') == []",
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$') == false",
  ],
  urls: [
    "url('https://example.com:80/').getScheme() == 'https'",
    "url('/path').getScheme() == ''",
    "url('https://example.com:80/').getHost() == 'example.com:80'",
    "url('https://[::1]:80/').getHost() == '[::1]:80'",
    "url('https://[::1]:80/').getHostname() == '::1'",
    "url('https://[::1]/').getPort() == ''",
    "url('https://example.com:80/').getPort() == '80'",
    "url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/'",
    "url('https://example.com').getEscapedPath() == ''",
    "url('https://example.com/path?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}",
    "url('https://example.com/path?key with spaces=value with spaces').getQuery() == {'key with spaces': ['value with spaces']}",
    "url('https://example.com/path?').getQuery() == {}",
    "isURL('https://user:pass@example.com:80/path?query=val#fragment')",
    "isURL('/absolute-path')",
    "!isURL('https://a:b:c/')",
    "!isURL('../relative-path')",
    "!isURL('https://example.com/%zz')",
    "url('https://a/') == url('https://a/')",
  ],
  ip: [
    "ip('127.0.0.1').family() == 4 && ip('::1').family() == 6",
    "isIP('::1') && !isIP(':::1') && !isIP('127.0.0.256') && !isIP('::ffff:1.2.3.4') && !isIP('1.2.3.04')",
    "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')",
    "ip('224.0.0.1').isLinkLocalMulticast() && !ip('224.0.1.1').isLinkLocalMulticast()",
    "ip('169.254.169.254').isLinkLocalUnicast() && ip('fe80::1').isLinkLocalUnicast()",
    "ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()",
    "!ip('ff00::1').isGlobalUnicast() && ip('0.0.0.0').isUnspecified() && ip('::1').isLoopback()",
    "string(ip('2001:DB8::0:1')) == '2001:db8::1' && type(ip('::1')) == net.IP",
  ],
  cidr: [
    "cidr('192.168.0.0/16').containsIP('192.168.0.1') && cidr('192.168.0.0/16').containsIP(ip('192.168.9.1'))",
    "cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24') && !cidr('192.168.0.0/24').containsCIDR('192.168.0.0/16')",
    "cidr('192.168.0.1/24').ip() == ip('192.168.0.1')",
    "cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24') && cidr('192.168.0.1/24') != cidr('192.168.0.0/24')",
    "cidr('::1/128').prefixLength() == 128 && string(cidr('10.0.0.1/8')) == '10.0.0.1/8'",
    "isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0') && !isCIDR('10.0.0.0/33')",
  ],
  quantities: [
    "quantity('50k').add(20) == quantity('50020') && quantity('50k').sub(quantity('20k')) == quantity('30k')",
    "quantity('2').isGreaterThan(quantity('1')) && quantity('1').compareTo(quantity('2')) == -1",
    "isQuantity('3k') && !isQuantity('Three') && sign(quantity('-2')) == -1",
    "quantity('5').asInteger() == 5 && quantity('5').asApproximateFloat() == 5.0",
  ],
  formats: [
    "format.dns1123Label().validate('name') == optional.none()",
    "format.named('dns1123Label').value().validate('NAME').value() == ['not a label']",
    "!format.named('nothing').hasValue()",
    "format.uuid().validate('no').hasValue() && !format.date().validate('2024-02-29').hasValue()",
    "format.date().validate('2023-02-29').hasValue() && format.uri().validate('x').hasValue()",
  ],
  semver: [
    "semver('1.2.3').compareTo(semver('2.0.0')) == -1 && semver('1.2.3').compareTo(semver('0.1.2')) == 1",
    "semver('1.0.0-alpha.1').isLessThan(semver('1.0.0')) && semver('1.0.0-2').isLessThan(semver('1.0.0-10'))",
    "semver('1.0.0+a') == semver('1.0.0+b') && semver('1.2.3').patch() == 3",
    "isSemver('1.0.0') && !isSemver('v1.0') && !isSemver('01.0.0') && isSemver('v1.0', true)",
    "semver('v01.01', true) == semver('1.1.0')",
  ],
  sets: [
    'sets.contains([1, 2, 3], [2, 3]) && !sets.contains([1], [2]) && sets.contains([], [])',
    'sets.equivalent([1, 1], [1]) && sets.equivalent([1], [1, 1]) && sets.intersects([1], [1, 2])',
  ],
  strings: [
    "'TacoCat'.lowerAscii().replace('taco', 'x').upperAscii() == 'XCAT'",
    "'a,b,c'.split(',', 2).join('|') == 'a|b,c' && 'abc'.replace('', '-') == '-a-b-c-'",
    "'%s of %d: %.2f %e'.format([dyn('x'), 3, 1234.5, 1234.5]) == 'x of 3: 1,234.50 1.234500\\u202f×\\u202f10⁰³'",
    "'%s'.format([{'a': [dyn('b'), 1.5]}]) == '{\"a\":[\"b\", 1.500000]}'",
    'strings.quote(\'a"b\') == \'"a\\\\"b"\'',
  ],
  comprehensions: [
    '[1, 2].all(i, v, v == i + 1) && {"a": 1}.exists(k, v, k == "a" && v == 1)',
    '[1, 2].transformList(i, v, i > 0, v * 2) == [4]',
    '{"a": 1}.transformMap(k, v, k + string(v)) == {"a": "a1"}',
    '["a"].transformMapEntry(i, v, {v: i}) == {"a": 0}',
    '{"a": {"b": 1}}.?a.?b.orValue(0) == 1 && [1][?3].orValue(7) == 7 && [?optional.none(), 1] == [1]',
    'optional.of(1).optMap(x, x + 1).value() == 2',
  ],
};

for (const [library, expressions] of Object.entries(HOLD)) {
  for (const expression of expressions) {
    test(`${library}: ${expression}`, () => assert.equal(run(expression), true));
  }
}

const ERRORS: readonly (readonly [expression: string, message: string])[] = [
  ['[].min()', 'min called on empty list'],
  ["'a'.find('[')", 'Illegal regex: error parsing regexp: missing closing ]: `[`'],
  ["'a'.matches('(?=' + 'a)')", 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  ["ip('::ffff:1.2.3.4')", 'IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'],
  ["ip('fe80::1%eth0')", 'IP address "fe80::1%eth0" with zone value is not allowed'],
  ["semver('v1')", 'No Major.Minor.Patch elements found'],
  ["quantity('Three')", 'no quantity'],
  ["url('relative')", 'URL parse error during conversion from string: parse "relative": invalid URI for request'],
  ['["a", "a"].transformMapEntry(i, v, {v: i})', 'insert failed: key a already exists'],
  ['optional.none().value()', 'optional.none() dereference'],
];

for (const [expression, message] of ERRORS) {
  test(`${expression} is an error`, () => assert.equal(run(expression), `! ${message}`));
}
