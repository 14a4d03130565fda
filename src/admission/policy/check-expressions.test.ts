import assert from 'node:assert/strict';
import { test } from 'node:test';
import { path } from '../../api/field.ts';
import { checkMatchConditions, checkMutatingPolicy, checkValidatingPolicy } from './check-expressions.ts';

const LONG = `'${'x'.repeat(90_000)}' != ''`;
const MANY = Array.from({ length: 4 }, () => ({ expression: LONG }));
const LIMIT = /all expressions together must have at most 300000 characters/;

test('all expressions of a policy together are bounded', () => {
  const errors = checkValidatingPolicy({ validations: MANY });
  assert.equal(errors.length, 1);
  assert.match(errors[0]!.detail, LIMIT);
});

test('long expressions within the bound are fine', () => {
  assert.deepEqual(checkValidatingPolicy({ validations: MANY.slice(1) }), []);
});

test('variables and patches count too', () => {
  const variables = MANY.map((variable, index) => ({ name: `v${index}`, ...variable }));
  assert.match(checkMutatingPolicy({ variables, mutations: [] })[0]!.detail, LIMIT);
});

test('conditions of webhooks are bounded together, and told of each at its place', () => {
  const places = [path('a'), path('b')];
  const [excess] = checkMatchConditions([MANY.slice(2), MANY.slice(2)].map(named), places);
  assert.match(excess!.detail, LIMIT);
  const errors = checkMatchConditions([[{ name: 'a', expression: 'true' }], [{ name: 'b', expression: '1' }]], places);
  assert.deepEqual(errors.map(String), ['b[0].expression: Invalid value: "1": must evaluate to bool but got int']);
});

function named(conditions: readonly { readonly expression: string }[]) {
  return conditions.map((condition, index) => ({ name: `c${index}`, ...condition }));
}
