import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parseYaml, YamlError } from './yaml.ts';
import { YamlThread } from './yaml-thread.ts';

const read = async (text: string) => (await parseYaml(Buffer.from(text))).value;

describe('parseYaml reads as the YAML library of Kubernetes does', () => {
  const cases: [text: string, expected: unknown][] = [
    ['', null],
    ['a: yes\nb: Off\nc: n\nd: "yes"', { a: true, b: false, c: false, d: 'yes' }],
    ['a: 0644\nb: 0x1F\nc: 0b101\nd: 1_000\ne: 0o17', { a: 420, b: 31, c: 5, d: 1000, e: 15 }],
    ['a: 1.0\nb: .5\nc: 1e3\nd: 1.2.3', { a: 1, b: 0.5, c: 1000, d: '1.2.3' }],
    ['a: 9007199254740993\nb: -9223372036854775808', { a: 9007199254740993n, b: -(2n ** 63n) }],
    ['a: 2026-01-02\nb: 2026-01-02T03:04:05Z\nc: 12:30', { a: '2026-01-02', b: '2026-01-02T03:04:05Z', c: '12:30' }],
    ['a: ~\nb:\nc: null\nd: ""', { a: null, b: null, c: null, d: '' }],
    ['a: !!str 5\nb: !!int "5"\nc: !!binary aGk=\nd: !own x', { a: '5', b: 5, c: 'hi', d: 'x' }],
    ['a: 1e500\nb: 08\nc: 0o8\nd: +5', { a: '1e500', b: 8, c: '0o8', d: 5 }],
    ['%YAML 1.2\n---\na: 1\n...\n', { a: 1 }],
    ['y: a', { true: 'a' }],
    ['1: a\ntrue: b\n1.5: c', { 1: 'a', true: 'b', 1.5: 'c' }],
    ['b: 1\na: 2', { a: 2, b: 1 }],
    ['a: 1\n---\nb: 2', { a: 1 }],
    ['a: |\n  x\n  y\nb: >-\n  x\n  y', { a: 'x\ny\n', b: 'x y' }],
    ['base: &b {x: 1, z: 2}\na: *b\nc: {<<: *b, z: 3}', { base: { x: 1, z: 2 }, a: { x: 1, z: 2 }, c: { x: 1, z: 3 } }],
    ['{"a": [1, "b"], "c": 1.0}', { a: [1, 'b'], c: 1 }],
    ['{a: b, "c": d}', { a: 'b', c: 'd' }],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), async () => assert.deepEqual(await read(text), expected));
  }

  it('sorts keys, as messages about them show', async () => {
    assert.deepEqual(Object.keys((await read('b: 1\na: 2\nB: 3')) as object), ['B', 'a', 'b']);
  });

  it('leaves __proto__ an ordinary key', async () => {
    const value = (await read('__proto__: {a: 1}\nx: {<<: {__proto__: 1}}')) as Record<string, object>;
    assert.deepEqual(Object.keys(value), ['__proto__', 'x']);
    assert.deepEqual(Object.keys(value.x!), ['__proto__']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  for (const [name, text, line] of [
    ['of YAML', 'x: 1\na: 1\na: 2', 3],
    ['of JSON', '{"a": 1,\n"a": 2}', 2],
  ] as const) {
    it(`tells of repeated keys ${name}`, async () => {
      const { value, duplicates } = await parseYaml(Buffer.from(text));
      assert.equal((value as { a: number }).a, 2);
      assert.deepEqual(duplicates, [`line ${line}: key "a" already set in map`]);
    });
  }
});

describe('parseYaml refuses', () => {
  const cases: [name: string, text: string, message: RegExp][] = [
    ['what is no YAML', 'a: [', /^error converting YAML to JSON: yaml: line 1: /],
    ['an unknown anchor', 'a: *b', /unknown anchor 'b' referenced/],
    ['an anchor that contains itself', 'a: &a [*a]', /anchor 'a' value contains itself/],
    ['keys that are no scalars', '? [a]\n: b', /unsupported map key/],
    ['what JSON has no number for', 'a: .inf', /unsupported value/],
    ['NUL', 'a: "\\0"', /invalid NUL character/],
    ['deep nesting', '['.repeat(5000), /^error converting YAML to JSON/],
    ['deep nesting that is closed', '['.repeat(3000) + ']'.repeat(3000), /exceeded max depth/],
  ];
  for (const [name, text, message] of cases) {
    it(name, () => assert.rejects(read(text), (error) => error instanceof YamlError && message.test(error.message)));
  }

  it('invalid UTF-8', () => assert.rejects(parseYaml(Buffer.from([0x61, 0x3a, 0xff])), YamlError));
});

/** `a: &a ["lol", …]`, `b: &b [*a, *a, …]`, and so on: each line ten times the last. */
function billionLaughs(flow: boolean): string {
  const names = 'abcdefghij';
  const first = `a: &a [${Array(9).fill('"lol"').join(',')}]`;
  const rest = [...names.slice(1)].map(
    (name, index) => `${name}: &${name} [${Array(9).fill(`*${names[index]}`).join(',')}]`,
  );
  return flow ? `{${[first, ...rest].join(', ')}}` : [first, ...rest].join('\n');
}

describe('CVE-2019-11253: alias bombs', () => {
  const long = `a: &a ${'x'.repeat(4000)}\nb: [${Array(1000).fill('*a').join(',')}]`;
  for (const [name, text] of [
    ['in block style', billionLaughs(false)],
    ['in flow style', billionLaughs(true)],
    ['of one long scalar', long],
    [
      'through merge keys',
      `a: &a {${Array.from({ length: 300 }, (_, i) => `k${i}: v`).join(', ')}}\nb: [${Array(700).fill('{<<: *a}').join(', ')}]`,
    ],
    ['too large to be read at once', `${billionLaughs(false)}\n# ${'x'.repeat(10_000)}`],
  ] as const) {
    it(`${name} are refused`, () => assert.rejects(read(text), /document contains excessive aliasing/));
  }
});

describe('CVE-2019-11254: slow YAML', () => {
  const impatient = new YamlThread(300);
  after(() => impatient.stop());

  it('is given up when its budget is spent, and the next text is read', async () => {
    const slow = Array.from({ length: 100_000 }, (_, index) => `- {a${index}: [b, c, {d: e}]}`).join('\n');
    await assert.rejects(impatient.convert(slow), /takes too long or too much memory/);
    const patient = new YamlThread();
    assert.equal((await patient.convert('a: b')).json, '{"a":"b"}');
    await patient.stop();
  });

  it('leaves the event loop free', async () => {
    const corpus = [
      `${'- '.repeat(10_000)}x`,
      `"${'\\'.repeat(100_000)}`,
      `${' '.repeat(200_000)}: x`,
      `${'? '.repeat(20_000)}`,
    ];
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    for (const text of corpus) await read(text).catch((error) => assert.ok(error instanceof YamlError, String(error)));
    clearInterval(ticking);
    assert.ok(turns > 0);
  });
});

describe('large YAML', () => {
  it('is read as small YAML is', async () => {
    const text = `b: 9007199254740993\na: ["x", 1.5, é]\n# ${'x'.repeat(10_000)}`;
    assert.deepEqual(await read(text), { a: ['x', 1.5, 'é'], b: 9007199254740993n });
  });

  it('is refused as small YAML is', () => assert.rejects(read(`a: [\n# ${'x'.repeat(10_000)}`), YamlError));
});
