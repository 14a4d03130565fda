import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { encodeYaml } from './yaml-encode.ts';

const QUOTED = [
  ...['yes', 'No', 'on', 'OFF', 'y', 'N', 'true', 'null', '~', ''],
  ...[
    '1',
    '0777',
    '0o7',
    '0x1F',
    '0b1',
    '1_0',
    '1e3',
    'E0',
    'e-1',
    '.5',
    '+1',
    '-1',
    '.inf',
    '.NaN',
    '1:30',
    '190:20:30',
  ],
  ...['2020-01-01', '2026-11-21T22:47:52Z', '=', '<<', '---', '...', '- a', 'a: b', '#x', '@a', '&a', '*a'],
];
for (const text of QUOTED) {
  test(`the text ${text} is quoted, as a value and as a key: readers of YAML 1.1 would take it for something else`, () => {
    assert.equal(encodeYaml({ a: text }), `a: ${JSON.stringify(text)}\n`);
    assert.equal(encodeYaml({ [text]: 'a' }), `${JSON.stringify(text)}: a\n`);
  });
}

test('what YAML 1.1 takes for line breaks, and the byte order mark, is escaped', () => {
  assert.equal(encodeYaml({ a: 'a\u0085b\u2028c\u2029d\ufeffe' }), 'a: "a\\Nb\\Lc\\Pd\\uFEFFe"\n');
});

test('keys are sorted, lists not indented, lines not folded, repeated parts written out', () => {
  const long = 'word '.repeat(40).trim();
  const shared = { x: 1 };
  const text = `a:\n- x: 1\n- x: 1\nb: ${long}\nc: |\n  1\n  2\nd: plain\n`;
  assert.equal(encodeYaml({ d: 'plain', c: '1\n2\n', b: long, a: [shared, shared], e: undefined }), text);
});

test('integers beyond 2^53 keep their digits', () => {
  assert.equal(encodeYaml({ a: 9007199254740993n }), 'a: 9007199254740993\n');
});

const PLAIN = [
  ...[
    'nginx:1.27',
    'k8s.io/a-b_c',
    'a b',
    "it's",
    '/var/lib',
    '10.0.0.1',
    '10.0.0.0/8',
    '100m',
    '1.5Gi',
    'v1.36.0',
    'é',
    '😀',
  ],
  ...['3e5f1a2b-0000-4000-8000-000000000012', 'a#b', 'http://a.b:80/c?d=e', '$(NAME)', 'a, b', 'f(x) = {y}'],
];
for (const text of PLAIN) {
  test(`the text ${text} needs no quotes`, () => assert.equal(encodeYaml({ a: text }), `a: ${text}\n`));
}

test('lists and maps in each other, empty ones, and keys longer than readers look', () => {
  const long = 'k'.repeat(1001);
  const value = { a: [], b: {}, c: [[1, [2]], { x: ['s'], z: {} }], [long]: { q: 1 } };
  const text = 'a: []\nb: {}\nc:\n- - 1\n  - - 2\n- x:\n  - s\n  z: {}\n';
  assert.equal(encodeYaml(value), `${text}? ${long}\n:\n  q: 1\n`);
  assert.deepEqual(parse(encodeYaml(value)), value);
});

const odd = fc.stringMatching(/^[a-z0-9\n\t :#'"|>?.,~&*!%@{}[\]\\_+=/<é\u0085\u2028-]{0,12}$/);
const scalarText = fc.oneof(odd, fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom(...QUOTED));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(scalarText, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(scalarText, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

for (const version of ['1.1', '1.2'] as const) {
  test(`readers of YAML ${version} get back whatever was written`, () => {
    fc.assert(
      fc.property(tree, (value) => {
        assert.deepEqual(parse(encodeYaml([value]), { version, merge: false }), [value]);
      }),
      { numRuns: 2000 },
    );
  });
}
