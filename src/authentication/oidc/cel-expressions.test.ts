import assert from 'node:assert/strict';
import { test } from 'node:test';
import { celExpressions } from './cel-expressions.ts';
import { configured } from './testing.ts';
import { userMapping } from './user-mapping.ts';

const CLAIMS = JSON.parse(
  '{"sub":"jane","email":"j@example.com","email_verified":true,"iat":100,"exp":3700,"roles":["a","b"],"nested":{"team":"x"},"__proto__":{"admin":true}}',
);

const values: readonly (readonly [expression: string, value: unknown])[] = [
  ["'oidc:' + claims.sub", 'oidc:jane'],
  ["claims.roles.map(role, 'g:' + role)", ['g:a', 'g:b']],
  ['claims.nested.team', 'x'],
  ['!format.dns1123Label().validate(claims.sub).hasValue()', true],
  ["has(claims.groups) ? claims.groups : ['none']", ['none']],
  ["claims.email.split('@')[1].lowerAscii()", 'example.com'],
  ["claims.?groups.orValue(['none'])", ['none']],
  ["sets.contains(claims.roles, ['b'])", true],
  ['claims.exp - claims.iat <= 3600', true],
  ['claims.exp + 1', 3701n],
  ['null', null],
];
for (const [expression, value] of values) {
  test(`${expression} is evaluated`, () => {
    assert.deepEqual(celExpressions.mapping(expression).evaluate(CLAIMS), value);
  });
}

test('what is evaluated fails by itself', () => {
  assert.throws(() => celExpressions.mapping('claims.none').evaluate(CLAIMS), /no such key: none/);
});

const rejected: readonly (readonly [compile: keyof typeof celExpressions, expression: string, message: RegExp])[] = [
  ['mapping', 'claims.', /^compilation failed: ERROR: <input>:1:8: Syntax error/],
  ['mapping', 'user.username', /^compilation failed: .*undeclared reference to 'user'/s],
  ['claimRule', "'true'", /^must evaluate to bool$/],
  ['claimRule', 'claims.email_verified', /^must evaluate to bool$/],
  ['userRule', 'user.name == ""', /^compilation failed: .*undefined field 'name'/s],
  ['userRule', 'claims.sub == ""', /^compilation failed: .*undeclared reference to 'claims'/s],
];
for (const [compile, expression, message] of rejected) {
  test(`${expression} is no ${compile}`, () => {
    assert.throws(() => celExpressions[compile](expression), { name: 'ExpressionError', message });
  });
}

const mentioned: readonly (readonly [expression: string, expected: boolean])[] = [
  ['claims.email', true],
  ["'a' + claims.email", true],
  ['has(claims.email)', true],
  ["claims.?email.orValue('')", true],
  ["[{'a': claims.email}][0].a", true],
  ['claims.roles.exists(role, role == claims.email)', true],
  ['claims.email.size() == 1', true],
  ['claims.email_verified', false],
  ['claims.nested.email', false],
  ["'claims.email'", false],
];
for (const [expression, expected] of mentioned) {
  test(`${expression} ${expected ? 'mentions' : 'does not mention'} email`, () => {
    assert.equal(celExpressions.mapping(expression).mentions('email'), expected);
  });
}

test('rules about claims and users', () => {
  const map = (claimRule: string, userRule: string) =>
    userMapping(
      configured({
        claimMappings: {
          username: { claim: '', expression: 'claims.email' },
          extra: [{ key: 'example.com/team', valueExpression: 'claims.nested.team' }],
        },
        claimValidationRules: [{ expression: claimRule, message: 'claims' }],
        userValidationRules: [{ expression: userRule, message: 'user' }],
      }),
      celExpressions,
    )(CLAIMS);
  const holds =
    "!user.username.startsWith('system:') && user.groups.all(g, g != 'x') && 'example.com/team' in user.extra";
  assert.equal(map('claims.email_verified == true', holds).name, 'j@example.com');
  assert.throws(() => map('claims.email_verified == false', 'true'), /failed: claims/);
  assert.throws(() => map('true', "user.uid != ''"), /failed: user/);
  assert.throws(() => map('claims.none == 1', 'true'), /validation expression failed: no such key/);
});
