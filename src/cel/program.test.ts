import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DYN, formatType, INT, listOf, mapOf, messageType, STRING } from './check/types.ts';
import type { TypeProvider } from './environment.ts';
import { KUBERNETES_ENVIRONMENT } from './kubernetes/environment.ts';
import { compile, type EvaluationOptions } from './program.ts';

const FIELDS: Readonly<Record<string, object>> = {
  Request: { user: STRING, groups: listOf(STRING), replicas: INT, resource: messageType('Resource') },
  Resource: { verb: STRING },
};

const types: TypeProvider = {
  findType: (name) => (Object.hasOwn(FIELDS, name) ? messageType(name) : undefined),
  findField: (type, field) => new Map(Object.entries(FIELDS[type] ?? {})).get(field),
};

const environment = KUBERNETES_ENVIRONMENT.extend({
  types,
  variables: { claims: mapOf(STRING, DYN), request: messageType('Request') },
});

const VARIABLES = {
  claims: JSON.parse('{"sub": "jane", "groups": ["dev", "ops"], "age": 42, "__proto__": {"admin": true}}'),
  request: { user: 'jane', groups: ['dev'], replicas: 3, resource: { verb: 'get' } },
};

function run(expression: string, options?: EvaluationOptions): unknown {
  const { program, message } = compile(expression, environment);
  if (!program) return message;
  const { value, error } = program.evaluate(VARIABLES, options);
  return error ? error.message : value;
}

const VALUES: readonly (readonly [expression: string, value: unknown])[] = [
  ["'oidc:' + claims.sub", 'oidc:jane'],
  ["claims.groups.map(g, 'oidc:' + g)", ['oidc:dev', 'oidc:ops']],
  ["claims.groups.exists(g, g == 'ops') && claims.age > 40", true],
  ["has(claims.email) ? claims.email : 'none'", 'none'],
  ["request.groups.all(g, g.matches('^[a-z]+$')) && request.resource.verb in ['get', 'list']", true],
  ['request.replicas + 1', 4n],
  ['has(request.resource)', true],
  ['has(claims.constructor)', false],
  ['claims.__proto__.admin', true],
  ['9007199254740993 + 0', 9007199254740993n],
  ['1 / 0 == 1 || true', true],
  ['[1, 2, 3].filter(x, x > 1).map(x, x * x)', [4n, 9n]],
  ['type(claims.age) == double', true],
  ['dyn([1.5])[?0].orValue(1) < 2', true],
  ['[1].map(claims, .claims.sub)', ['jane']],
  ['[[1, 2]].map(x, x.map(x, x + 1))', [[2n, 3n]]],
];

for (const [expression, value] of VALUES) {
  test(`${expression} has its value`, () => assert.deepEqual(run(expression), value));
}

const PROBLEMS: readonly (readonly [expression: string, message: string])[] = [
  ['claims.email', 'no such key: email'],
  ['claims.groups[2]', 'index out of bounds: 2'],
  ['9223372036854775807 + 1', 'integer overflow'],
  ['1 / 0', 'division by zero'],
  ['dyn(1) + dyn("a")', 'no such overload'],
  ['dyn([1.5])[?0].orValue(1) + 1', 'no such overload'],
  ['claim.sub', "ERROR: <input>:1:1: undeclared reference to 'claim' (in container '')\n | claim.sub\n | ^"],
  [
    '1 + "a"',
    "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + \"a\"\n | ..^",
  ],
  [
    "claims.sub.matches('(a')",
    "ERROR: <input>:1:20: invalid matches argument\n | claims.sub.matches('(a')\n | ...................^",
  ],
  [
    "duration('1 hour') > duration('1h')",
    "ERROR: <input>:1:10: invalid duration argument\n | duration('1 hour') > duration('1h')\n | .........^",
  ],
  ['request.nme', "ERROR: <input>:1:8: undefined field 'nme'\n | request.nme\n | .......^"],
  ['[1, "a"]', "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, \"a\"]\n | ....^"],
  [
    '1.startsWith("a")',
    "ERROR: <input>:1:13: found no matching overload for 'startsWith' applied to 'int.(string)'\n | 1.startsWith(\"a\")\n | ............^",
  ],
];

for (const [expression, message] of PROBLEMS) {
  test(`${expression} says what is wrong`, () => assert.equal(run(expression), message));
}

test('what is said is not much longer than the expression', () => {
  const { message } = compile(`[${'x, '.repeat(600)}x]`, environment);
  const lines = message!.split('\n');
  assert.equal(lines.filter((line) => line.startsWith('ERROR: ')).length, 100);
  assert.equal(lines.filter((line) => line.startsWith(' | [x, ')).length, 11);
  assert.equal(lines.at(-1), '501 more errors were truncated');
});

test('the type of the result is known beforehand', () => {
  const outputs = ['claims.sub', 'claims.groups.map(g, string(g))', 'request.user == "a"', 'request'];
  const compiled = outputs.map((expression) => formatType(compile(expression, environment).program!.outputType));
  assert.deepEqual(compiled, ['dyn', 'list(string)', 'bool', 'Request']);
});

test('whole numbers of dynamic type are ints where the variables are API objects', () => {
  assert.equal(run('type(claims.age) == int', { wholeNumbers: 'int' }), true);
});

test('a value that nests without end is an error', () => {
  const deep = (leaf: string) => JSON.parse(`${'['.repeat(100_000)}${leaf}${']'.repeat(100_000)}`);
  const { program } = compile('claims.a == claims.b', environment);
  const { error } = program!.evaluate({ claims: { a: deep('1'), b: deep('2') } });
  assert.equal(error?.message, 'value is nested too deep');
});

test('the size of long texts, asked for again and again, costs little or ends the evaluation', () => {
  const texts = environment.extend({ variables: { one: STRING, other: STRING } });
  const variables = { one: 'ä'.repeat(500_000), other: '\u{1f9c5}'.repeat(500_000) };
  const outcome = (condition: string) => {
    const { program } = compile(`lists.range(9000).all(i, ${condition})`, texts);
    const { value, error } = program!.evaluate(variables);
    return error ? error.message : value;
  };
  assert.equal(outcome('one.size() == 500000'), true);
  assert.equal(outcome('one.size() == other.size()'), 'operation cancelled: actual cost limit exceeded');
});

test('an evaluation ends when its budget is used up', () => {
  assert.equal(run('[1, 2, 3].all(x, x > 0)', { costLimit: 5 }), 'operation cancelled: actual cost limit exceeded');
});
