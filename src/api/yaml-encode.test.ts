import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeYaml } from './yaml-encode.ts';

const QUOTED = [
  ...['yes', 'No', 'on', 'OFF', 'y', 'N', 'true', 'null', '~', ''],
  ...['1', '0777', '0o7', '0x1F', '0b1', '1_0', '1e3', '.5', '+1', '-1', '.inf', '.NaN', '1:30', '190:20:30'],
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
