import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMatchCondition, MatchConditions } from './match-conditions.ts';
import type { ReviewSpec } from './review.ts';

const LIST: ReviewSpec = {
  user: 'jane',
  groups: ['dev'],
  extra: { scope: ['a'] },
  resourceAttributes: {
    verb: 'list',
    resource: 'pods',
    namespace: 'kube-system',
    fieldSelector: { requirements: [{ key: 'spec.nodeName', operator: 'In', values: ['n'] }] },
  },
};
const PATH: ReviewSpec = { user: 'jane', nonResourceAttributes: { path: '/metrics', verb: 'get' } };

const held: readonly (readonly [expression: string, spec: ReviewSpec, holds: boolean])[] = [
  ["request.user == 'jane'", LIST, true],
  ["request.user.startsWith('system:')", LIST, false],
  ["'dev' in request.groups", LIST, true],
  ["!('system:masters' in request.groups)", PATH, true],
  ["has(request.resourceAttributes) && request.resourceAttributes.namespace == 'kube-system'", LIST, true],
  ['has(request.resourceAttributes)', PATH, false],
  ["request.resourceAttributes.subresource == ''", LIST, true],
  ["request.resourceAttributes.verb in ['get', 'list']", LIST, true],
  ["quantity('1Ki').isGreaterThan(quantity('1k'))", LIST, true],
  ["request.nonResourceAttributes.path.startsWith('/metrics')", PATH, true],
  ["request.extra['scope'].exists(s, s == 'a')", LIST, true],
  ["request.uid == ''", LIST, true],
  ["request.resourceAttributes.fieldSelector.requirements.exists(r, r.key == 'spec.nodeName')", LIST, true],
];
for (const [expression, spec, holds] of held) {
  test(`${expression}: ${holds}`, () => assert.equal(new MatchConditions([expression]).match(spec), holds));
}

const wrong: readonly (readonly [expression: string, message: RegExp])[] = [
  ['request.user', /^must evaluate to bool but got string$/],
  ['request.name', /^compilation failed: ERROR: <input>:1:8: undefined field 'name'/],
  ['true ||', /^compilation failed: ERROR: /],
  ['object.x == 1', /undeclared reference to 'object'/],
];
for (const [expression, message] of wrong) {
  test(`cannot be compiled: ${expression}`, () => assert.throws(() => compileMatchCondition(expression), { message }));
}

test('none: everything matches', () => assert.equal(new MatchConditions([]).match(PATH), true));

const FAILS = "request.extra['missing'].exists(s, s == 'a')";

test('one that does not hold outweighs those that fail, wherever it stands', () => {
  for (const expressions of [
    [FAILS, 'false'],
    ['false', FAILS],
  ]) {
    assert.equal(new MatchConditions(expressions).match(LIST), false);
  }
});

test('a failure among those that hold is an error', () => {
  assert.throws(() => new MatchConditions(['true', FAILS]).match(LIST), {
    message: `cel evaluation error: expression '${FAILS}' resulted in error: no such key: missing`,
  });
});

test('two failures are told together', () => {
  const other = "request.extra['other'].size() > 0";
  assert.throws(() => new MatchConditions([FAILS, other]).match(LIST), { message: /^\[.*missing.*other.*\]$/ });
});
