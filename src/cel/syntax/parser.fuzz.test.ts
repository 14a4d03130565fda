/** Whatever a stranger sends as an expression, the answer is a program or issues, and it comes soon. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { atOnce } from '../../util/pause.ts';
import { DYN, mapOf, STRING } from '../check/types.ts';
import { UNBOUNDED } from '../cost/bounds.ts';
import { estimateCost } from '../cost/estimate.ts';
import { KUBERNETES_ENVIRONMENT } from '../kubernetes/environment.ts';
import { checkSteps, compile, compileSteps, Program } from '../program.ts';

const environment = KUBERNETES_ENVIRONMENT.extend({ variables: { a: mapOf(STRING, DYN), b: DYN } });

const VARIABLES = { a: { x: [1, 'two', { three: null }], y: { z: 'text' } }, b: [1, 2, 3] };

const NO_SIZES = { sizeOf: () => undefined };

/** Compiles and, where that succeeds, estimates and evaluates; a throw of any fails the property. */
function answers(expression: string): void {
  const { checked, issues, message } = atOnce(checkSteps(expression, environment));
  if (!checked) {
    assert.ok(issues.length > 0 && message.startsWith('ERROR: <input>:'));
    return;
  }
  const { min, max } = estimateCost(checked, NO_SIZES);
  assert.ok(min <= max && max <= UNBOUNDED, `${min} to ${max}`);
  const { cost } = new Program(checked, environment).evaluate(VARIABLES, { costLimit: 10_000 });
  assert.equal(typeof cost, 'number');
}

const TOKENS = [
  ...[
    'a',
    'b',
    'a.x',
    'a.y.z',
    '1',
    '-1',
    '2u',
    '1.5',
    "'s'",
    "b'\\xff'",
    'true',
    'null',
    'x',
    'int',
    'type',
    'dyn',
    'size',
  ],
  ...['(', ')', '[', ']', '{', '}', '.', ',', ':', '?', '.?', '[?', '`q`', "'", '"', '"""', '\\', '//', '\n'],
  ...[
    '+',
    '-',
    '*',
    '/',
    '%',
    '!',
    '==',
    '!=',
    '<',
    '<=',
    '&&',
    '||',
    ' in ',
    'has(',
    '.all(x, ',
    '.map(x, ',
    '.exists(i, v, ',
  ],
  ...[
    "matches('(a+)+$')",
    '.filter(',
    '.optMap(x, ',
    'optional.of(',
    '.format([',
    '9223372036854775807',
    '1e400',
    '\u{1f600}',
  ],
];

test('texts of any characters are answered', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), answers), { numRuns: 2000 });
});

test('texts of tokens are answered', () => {
  const source = fc.array(fc.constantFrom(...TOKENS), { maxLength: 30 }).map((tokens) => tokens.join(''));
  fc.assert(fc.property(source, answers), { numRuns: 10_000 });
});

/** Expressions that parse, so that checker and evaluator get their share. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(
      '1',
      '2u',
      '0.5',
      "'s'",
      "b'b'",
      'true',
      'null',
      'a',
      'b',
      'a.x',
      'a.x[1]',
      'b[0]',
      "duration('1s')",
      'x',
    ),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '<', '==', ' in ', '&&', '||'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left}${operator}${right})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([c, t, f]) => `(${c} ? ${t} : ${f})`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([key, value]) => `{${key}: ${value}}`),
    fc
      .tuple(tie('expression'), fc.constantFrom('all', 'exists', 'map', 'filter'), tie('expression'))
      .map(([range, macro, body]) => `${range}.${macro}(x, ${body})`),
    fc
      .tuple(fc.constantFrom('size', 'string', 'int', 'dyn', 'type', 'double'), tie('expression'))
      .map(([name, arg]) => `${name}(${arg})`),
    fc.tuple(tie('expression'), tie('expression')).map(([target, arg]) => `${target}.indexOf(${arg})`),
    fc.tuple(tie('expression'), tie('expression')).map(([target, key]) => `dyn(${target})[?${key}].orValue(1)`),
  ),
}));

test('well-formed expressions are answered', () => {
  fc.assert(fc.property(expression, answers), { numRuns: 5000 });
});

/** Values of every type, none of which the checker knows the type of. */
const DYNAMIC = [
  ...[
    '1',
    '-1',
    '9223372036854775807',
    '2u',
    '0.5',
    'double("NaN")',
    '-1e300',
    "''",
    "'a%sb'",
    "'1.2.3'",
    "'10.0.0.0/8'",
    "b'\\xff'",
  ],
  ...['true', 'null', '[]', '[1, dyn("a"), null]', '{}', '{"a": [1]}', 'int', 'optional.none()', 'optional.of(null)'],
  ...[
    "duration('1s')",
    "timestamp('2024-01-01T00:00:00Z')",
    "ip('::1')",
    "cidr('::1/64')",
    "url('/a')",
    "semver('1.0.0')",
  ],
].map((value) => `dyn(${value})`);

const SIGNATURES = [...environment.functions.values()]
  .flat()
  .filter(({ name }) => /^[a-z]/i.test(name) && !name.includes('@'))
  .map(({ name, member, parameters }) => ({ name, member, count: parameters.length }));

test('every function answers, whatever it is given', () => {
  const call = fc
    .tuple(fc.constantFrom(...SIGNATURES), fc.array(fc.constantFrom(...DYNAMIC), { minLength: 4, maxLength: 4 }))
    .map(([{ name, member, count }, [target, ...args]]) =>
      member
        ? `${target}.${name}(${args.slice(0, count - 1).join(', ')})`
        : `${name}(${[target, ...args].slice(0, count).join(', ')})`,
    );
  fc.assert(fc.property(call, answers), { numRuns: 10_000 });
});

const DEEP: Readonly<Record<string, string>> = {
  parentheses: `${'('.repeat(50_000)}1${')'.repeat(50_000)}`,
  lists: `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  sums: `1${'+1'.repeat(49_000)}`,
  negations: `${'!'.repeat(99_000)}true`,
  selections: `a${'.x'.repeat(49_000)}`,
  indexes: `b${'[0]'.repeat(33_000)}`,
  conditionals: 'true?1:'.repeat(14_000),
  calls: `${'size('.repeat(19_000)}`,
  folds: `b${'.map(x,x)'.repeat(11_000)}`,
  'nested folds': `${'b.map(x,'.repeat(12_000)}`,
  optionals: `optional.of(1)${'.optMap(x,x)'.repeat(8000)}`,
  'empty lists': `[${'[],'.repeat(30_000)}[]]`,
  'empty maps': `[${'{},'.repeat(30_000)}1]`,
  'unknown names': `[${'x,'.repeat(45_000)}1]`,
  'long text': `'${'x'.repeat(99_000)}'`,
  'too long': ' '.repeat(100_001),
};

for (const [name, source] of Object.entries(DEEP)) {
  test(`${name} without end are answered`, () => answers(source));
}

const CROWDED = `[${'x,'.repeat(15_000)}1]`;

test('too many tokens are refused before they are parsed', () => {
  const { message } = compile(CROWDED, environment);
  assert.equal(message, 'ERROR: <input>:-1:0: expression token count exceeds limit: limit 20000');
});

test('an expression is compiled in steps', () => {
  assert.equal([...compileSteps('1 + 1', environment)].length, 3);
});

test('a long chain of logical operators is not deep', () => {
  const { program } = compile(`true${' && true'.repeat(9000)}`, environment);
  assert.equal(program?.evaluate({}).value, true);
});

const GREEDY: Readonly<Record<string, string>> = {
  'lists that double': `[[1, 2]]${'.map(l, l + l)'.repeat(40)}`,
  'texts that double': `['ab']${'.map(s, s + s)'.repeat(40)}`,
  'formats that double': `['ab']${".map(s, '%s%s'.format([s, s]))".repeat(40)}`,
  'joins that double': `['ab']${'.map(s, [s, s].join(s))'.repeat(30)}`,
  'replacements that double': `['ab']${".map(s, s.replace('', s))".repeat(30)}`,
  'shared parts compared': `[[1]]${'.map(l, [[l, l]][0])'.repeat(40)} == [[1]]${'.map(l, [[l, l]][0])'.repeat(40)}`,
  'nested loops': `${'lists.range(1000).all(x, '.repeat(20)}true${')'.repeat(20)}`,
  'a huge range': 'lists.range(9000000).map(x, x)',
  'a pattern of many states': `[lists.range(9000).map(i, 'xxxxxxxxxx').join()].all(s, s.matches('(x{1,30}[xy]?){1,30}[wz]$'))`,
};

for (const [name, source] of Object.entries(GREEDY)) {
  test(`${name}: the budget ends it`, () => {
    const { program, message } = compile(source, environment);
    assert.ok(program, message);
    assert.equal(program.evaluate(VARIABLES).error?.message, 'operation cancelled: actual cost limit exceeded');
  });
}
