/** Estimates of k8s.io/apiserver/pkg/cel/library/cost_test.go. */
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { FULL_ENVIRONMENT } from '../../schema/expression-environment.ts';
import { atOnce } from '../../util/pause.ts';
import { STRING } from '../check/types.ts';
import { AUTHORIZER } from '../kubernetes/authorizer.ts';
import { checkSteps, Program } from '../program.ts';
import { type Bounds, exactly, upTo } from './bounds.ts';
import { estimateCost } from './estimate.ts';
import { ESTIMATES, estimateCall } from './functions.ts';
import type { Sizes } from './operands.ts';

const ENVIRONMENT = FULL_ENVIRONMENT.extend({ mixedLiterals: true, variables: { authorizer: AUTHORIZER } });

const sizes: Sizes = {
  sizeOf: ({ type }) => (type.name === 'string' || type.name === 'bytes' ? { min: 0, max: 12 } : undefined),
};

type Case = readonly [expression: string, min: number, max?: number];

function estimates(what: string, cases: readonly Case[]): void {
  describe(what, () => {
    for (const [expression, min, max = min] of cases) {
      it(expression, () => {
        const { checked, message } = atOnce(checkSteps(expression, ENVIRONMENT));
        assert.ok(checked, message);
        assert.deepEqual(estimateCost(checked, sizes), { min, max });
        if (expression.startsWith('authorizer')) return;
        const { cost } = new Program(checked, ENVIRONMENT).evaluate({});
        assert.ok(cost <= max, `it cost ${cost}`);
      });
    }
  });
}

const INTS = '[1, 2, 3, 4, 5]';
const UINTS = '[uint(1), uint(2), uint(3), uint(4), uint(5)]';
const DOUBLES = '[1.0, 2.0, 3.0, 4.0, 5.0]';
const BOOLS = '[false, true, false, true, false]';
const TEXTS = "['012345678901', '012345678901', '012345678901', '012345678901', '012345678901']";
const BYTES = `[${"bytes('012345678901'), ".repeat(4)}bytes('012345678901')]`;
const DURATIONS = "[duration('1s'), duration('2s'), duration('3s'), duration('4s'), duration('5s')]";
const DAYS = [1, 2, 3, 4, 5].map((day) => `timestamp('2011-01-0${day}T00:00:00.000+01:00')`);
const TIMESTAMPS = `[${DAYS.join(', ')}]`;
const TEXT = "'01234567890123456789012345678901234567890123456789'";

estimates('of lists', [
  [`${INTS}.sum()`, 15],
  [`${UINTS}.sum()`, 20],
  [`${DOUBLES}.sum()`, 15],
  [`${DURATIONS}.sum()`, 20],
  ...['isSorted', 'max', 'min'].flatMap((name): Case[] => [
    [`${INTS}.${name}()`, 15],
    [`${UINTS}.${name}()`, 20],
    [`${DOUBLES}.${name}()`, 15],
    [`${BOOLS}.${name}()`, 15],
    [`${TEXTS}.${name}()`, 15, 25],
    [`${BYTES}.${name}()`, 25, 35],
    [`${DURATIONS}.${name}()`, 20],
    [`${TIMESTAMPS}.${name}()`, 20],
  ]),
  ...['indexOf', 'lastIndexOf'].flatMap((name): Case[] => [
    [`${INTS}.${name}(3)`, 15],
    [`${UINTS}.${name}(uint(3))`, 21],
    [`${BOOLS}.${name}(true)`, 15],
    [`${TEXTS}.${name}('x')`, 15, 25],
    [`${BYTES}.${name}(bytes('x'))`, 26, 36],
    [`${DURATIONS}.${name}(duration('3s'))`, 21],
    [`${TEXT}.${name}('123')`, 5],
  ]),
]);

const URL = "url('https:://kubernetes.io/')";
estimates('of URLs', [
  ...['getScheme', 'getHostname', 'getHost', 'getPort', 'getEscapedPath', 'getQuery'].map(
    (name): Case => [`${URL}.${name}()`, 4],
  ),
  [`${URL} == ${URL}`, 7, 9],
  [`${URL} == url('http://x.b')`, 5],
]);

const IPS: readonly Case[] = [
  ["ip('192.168.0.1')", 2],
  ["ip('2001:db8:3333:4444:5555:6666:7777:8888')", 4],
];
estimates('of IP addresses', [
  ...IPS,
  ...IPS.flatMap(([ip, cost]): Case[] => [
    [`${ip}.family()`, cost + 1],
    [`${ip}.isLoopback()`, cost + 1],
    [`${ip}.isGlobalUnicast()`, cost + 1],
    [`${ip} == ip('192.168.0.1')`, cost + 3],
  ]),
  ["ip.isCanonical('192.168.0.1')", 3],
  ["ip.isCanonical('2001:db8:3333:4444:5555:6666:7777:8888')", 8],
  ["ip.isCanonical('2001:db8::abcd')", 3],
]);

const V4 = "cidr('192.168.0.0/16')";
const V6 = "cidr('2001:db8::/32')";
estimates('of CIDRs', [
  ...[V4, V6].flatMap((cidr): Case[] => [
    [cidr, 2],
    [`${cidr}.ip()`, 3],
    [`${cidr}.prefixLength()`, 3],
    [`${cidr}.masked()`, 3],
    [`${cidr} == cidr('2001:db8::/32')`, 5],
  ]),
  [`${V4}.containsCIDR(cidr('192.0.0.0/30'))`, 7, 11],
  [`${V4}.containsCIDR('192.168.0.0/16')`, 7, 11],
  [`${V4}.containsIP(ip('192.0.0.1'))`, 4, 7],
  [`${V4}.containsIP(ip('192.169.169.250'))`, 5, 8],
  [`${V4}.containsIP('192.0.0.1')`, 4, 7],
  [`${V4}.containsIP('192.169.0.1')`, 5, 8],
  [`${V6}.containsCIDR(cidr('2001:db8::/126'))`, 7, 11],
  [`${V6}.containsCIDR('2001:db8::/32')`, 7, 11],
  [`${V6}.containsIP(ip('2001:db8:3333:4444:5555:6666:7777:8888'))`, 7, 10],
  [`${V6}.containsIP('2001:db8::1')`, 5, 8],
]);

estimates('of texts', [
  ["'ABCDEFGHIJ abcdefghij'.lowerAscii()", 3],
  ["'ABCDEFGHIJ abcdefghij'.lowerAscii() == 'abcdefghij ABCDEFGHIJ'.lowerAscii()", 7, 9],
  ["'ABCDEFGHIJ abcdefghij'.upperAscii()", 3],
  ["strings.quote('ABCDEFGHIJ abcdefghij')", 3],
  ["strings.quote('ABCDEFGHIJ abcdefghij') == strings.quote('ABCDEFGHIJ abcdefghij')", 7, 11],
  ["'abc 123 def 123'.replace('123', '456')", 3],
  ["'abc 123 def 123'.replace('', 'x')", 3],
  ["'abc 123 def 123'.replace('123', '')", 3],
  ["'abc 123 def 123'.replace('123', '456', 1)", 3],
  ["'abc 123 def 123'.split(' ')", 3],
  ["'abc 123 def 123'.split(' ', 1)", 3],
  ["'abc 123 def 123'.substring(5)", 2],
  ["'abc 123 def 123'.substring(5, 8)", 2],
  ["'  abc 123 def 123  '.trim()", 2],
  ["['aa', 'bb', 'cc', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].join(' ')", 11, 23],
  ["['aa', 'bb', 'cc', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].join()", 10, 22],
  ["'abc 123 def 123'.find('123')", 2],
  ["'abc 123 def 123'.findAll('123')", 2],
  ["'abc 123 def 123'.findAll('123', 1)", 2],
]);

const BACKEND =
  "authorizer.group('apps').resource('deployments').subresource('status').namespace('test').name('backend')";
const NODE = 'spec.nodeName=example-node-name.fully.qualified.domain.name.example.com';
estimates('of authorization', [
  ["authorizer.path('/healthz')", 2],
  [BACKEND, 6],
  [`authorizer.group('').resource('pods').fieldSelector('${NODE}')`, 1821],
  [`authorizer.group('').resource('pods').labelSelector('${NODE}')`, 1821],
  ["authorizer.path('/healthz').check('get').allowed()", 350_003],
  [`${BACKEND}.check('create').allowed()`, 350_007],
  [`${BACKEND}.check('create').errored()`, 350_007],
]);

estimates('of quantities', [
  ['quantity("12Mi")', 1],
  ['isQuantity("20M")', 1],
  ['quantity("200M") == quantity("200M")', 3],
  ['quantity("200M") == quantity("0.2G") && quantity("0.2G") == quantity("200M")', 3, 6],
  ['quantity("50M").isLessThan(quantity("50Mi"))', 3],
  ['quantity("200M").compareTo(quantity("0.2G")) > 0', 4],
  ['quantity("50k").add(quantity("20")) == quantity("50.02k")', 5],
  ['quantity("50k").sub(20) == quantity("49980")', 4],
  ['quantity("50k").add(20).sub(quantity("100k")).sub(-50000).asInteger() > 0', 7],
  ['quantity("50.703k").asApproximateFloat() > 0.0', 3],
]);

const LABEL = 'format.named("dns1123Label").value()';
estimates('of named formats', [
  ['format.named("dns1123subdomain")', 1],
  [`${LABEL}.validate("my-name")`, 34],
  [`${LABEL} == ${LABEL}`, 5, 11],
]);

estimates('of sets', [
  ['sets.contains([], [])', 21],
  ['sets.contains([1], [1])', 22],
  ['sets.contains([1, 2, 3, 4], [2, 3])', 29],
  ['sets.contains([1, 2.0, 3u], [1.0, 2u, 3])', 30],
  ['sets.contains([[1], [2, 3]], [[2, 3.0]])', 53],
  ['!sets.contains([1], [2])', 23],
  ['sets.equivalent([1, 1], [1])', 25],
  ['sets.equivalent([1, 2, 3], [3u, 2.0, 1])', 39],
  ['sets.equivalent([[1.0], [2, 3]], [[1], [2, 3.0]])', 69],
  ['sets.intersects([1, 2], [2u, 2, 2.0])', 27],
  ['sets.intersects([[1], [2, 3]], [[1, 2], [2, 3.0]])', 65],
]);

estimates('of semantic versions', [
  ['semver("1.0.0")', 1],
  ['semver("1234.56789012345.67890123456789")', 4],
  ['isSemver("1234.56789012345.67890123456789")', 4],
  ['semver("1.2.3").major()', 2],
  ['semver("1.0.0").isLessThan(semver("1.1.0"))', 3],
  ['semver("1.0.0").compareTo(semver("1.2.3"))', 3],
]);

estimates('of comprehensions of two variables', [
  ["{'a': 1, 'b': 2}.all(k, v, v > 0)", 37, 41],
  ["{'a': 1, 'b': 2}.exists(k, v, v > 0)", 39, 43],
  ["{'a': 1, 'b': 2}.existsOne(k, v, v > 0)", 38, 40],
  ["{'a': 1, 'b': 2}.transformMap(k, v, v < 5, v + 1)", 67, 75],
  ["{'a': 1, 'b': 2}.transformMapEntry(k, v, v < 5, {k: v + 1})", 67, 135],
  ['[1, 2].transformList(i, v, v + 1)', 49],
]);

// Worked out by hand from ext/lists.go: one for the call, ten for the list that it makes.
estimates('of lists that are made', [
  ['[1, 2, 3].slice(1, 3)', 23],
  ['[1, 2, 3].reverse()', 24],
  ['[[1], [2]].flatten()', 43],
  ['[[1], [2]].flatten(2)', 45],
  ['lists.range(5)', 16],
  ['[1, 2, 3].distinct()', 39],
  ['[3, 1, 2].sort()', 39],
  ["['c', 'a'].sort()", 30],
]);

describe('the size of a text in which something is replaced', () => {
  const cases: readonly (readonly [what: string, text: number, part: Bounds, by: Bounds, size: Bounds])[] = [
    ['nothing by a character', 3, exactly(0), exactly(1), exactly(7)],
    ['a character by nothing, maybe', 3, exactly(1), exactly(0), upTo(3)],
    ['what may repeat', 4, exactly(2), exactly(4), { min: 4, max: 8 }],
    ['what may be nothing', 4, upTo(1), upTo(2), upTo(14)],
    ['by what may be longer', 4, exactly(1), { min: 1, max: 2 }, { min: 4, max: 8 }],
    ['by what may be shorter', 4, { min: 1, max: 2 }, exactly(1), { min: 2, max: 4 }],
  ];
  for (const [what, text, part, by, expected] of cases) {
    it(what, () => {
      const operand = (size: Bounds) => ({ type: STRING, path: [], size });
      const { size } = estimateCall('string_replace_string_string', {
        target: operand(exactly(text)),
        args: [operand(part), operand(by)],
        sizeOf: (one) => one.size!,
      });
      assert.deepEqual(size, expected);
    });
  }
});

test('every overload that is estimated exists', () => {
  const known = new Set([...ENVIRONMENT.functions.values()].flat().map(({ id }) => id));
  assert.deepEqual(
    [...ESTIMATES.keys()].filter((id) => !known.has(id)),
    [],
  );
});
