/** What expressions cost, in the units of cel-go and of k8s.io/apiserver/pkg/cel/library/cost_test.go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOOL, BYTES, INT, listOf, mapOf, STRING } from '../check/types.ts';
import { KUBERNETES_ENVIRONMENT } from '../kubernetes/environment.ts';
import { compile } from '../program.ts';

const environment = KUBERNETES_ENVIRONMENT.extend({
  variables: {
    flag: BOOL,
    number: INT,
    numbers: listOf(INT),
    fifty: STRING,
    bytes: BYTES,
    texts: listOf(STRING),
    map: mapOf(STRING, mapOf(STRING, INT)),
  },
});

const VARIABLES = {
  flag: true,
  number: 1,
  numbers: [1, 2, 3, 4, 5],
  fifty: '01234567890123456789012345678901234567890123456789',
  bytes: new Uint8Array(20),
  texts: ['012345678901', '012345678901', '012345678901', '012345678901', '012345678901'],
  map: { a: { b: 1 } },
};

const COSTS: readonly (readonly [expression: string, cost: number])[] = [
  // Literals are free; a name, a field and an index are one each.
  ["'text'", 0],
  ['[1, 2, 3]', 0],
  ["duration('1h')", 0],
  ['number', 1],
  ['map.a.b', 3],
  ["map['a']['b']", 3],
  ['has(map.a)', 1],
  ['[number]', 11],
  ['{number: number}', 32],
  // Operators; logical ones and conditions cost what is evaluated of them.
  ['number + 1', 2],
  ['!flag', 2],
  ['flag || number == 1', 1],
  ['flag && number == 1', 3],
  ['flag ? number : number + 1 + 1', 2],
  // Texts by their length.
  ['fifty + fifty', 12],
  ["fifty == 'a'", 2],
  ['fifty == fifty', 7],
  ["fifty.contains('0')", 6],
  ["fifty.startsWith('0123')", 6],
  ["fifty.matches('[0-9]+')", 13],
  ['string(bytes)', 3],
  ['fifty.lowerAscii()', 6],
  ["fifty.replace('0', '1')", 11],
  ["fifty.indexOf('9')", 6],
  ["fifty.find('[0-9]+')", 13],
  ["texts.join(',')", 14],
  // Lists by their elements.
  ['number in numbers', 7],
  ['number in [1, 2, 3]', 1],
  ['numbers.sum()', 6],
  ['texts.isSorted()', 6],
  ['numbers.indexOf(3)', 6],
  ['numbers.sort()', 62],
  ['numbers.slice(1, 3)', 14],
  ['lists.range(5)', 16],
  ['sets.contains(numbers, [1, 2])', 12],
  // A fold pays for its condition and step at each element.
  ['numbers.all(x, true)', 17],
  ['numbers.exists(x, x == 5)', 32],
  ['numbers.map(x, x)', 67],
  // Kubernetes' own.
  ["ip('192.168.0.1')", 2],
  ["ip('2001:db8:3333:4444:5555:6666:7777:8888').family()", 5],
  ["ip.isCanonical('192.168.0.1')", 3],
  ["cidr('192.168.0.0/16').prefixLength()", 3],
  ["cidr('192.168.0.0/16').containsCIDR('192.0.0.0/30')", 7],
  ["cidr('192.168.0.0/16').containsIP(ip('192.0.0.1'))", 4],
  ["cidr('2001:db8::/32').containsCIDR(cidr('2001:db8::/126'))", 7],
  ["url('https:://kubernetes.io/').getScheme()", 4],
  ["url('https:://kubernetes.io/') == url('http://x.b')", 5],
];

for (const [expression, cost] of COSTS) {
  test(`${expression} costs ${cost}`, () => {
    const { program, message } = compile(expression, environment);
    assert.ok(program, message);
    assert.equal(program.evaluate(VARIABLES).cost, cost);
  });
}
