import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserInfo } from '../../request/user-info.ts';
import type { Claims } from './claims.ts';
import type { JwtAuthenticatorConfiguration } from './configuration.ts';
import { configured, fakeExpressions } from './testing.ts';
import { userMapping } from './user-mapping.ts';

const by = (expression: string) => ({ claim: '', expression });
const from = (claim: string, prefix = '') => ({ claim, prefix, expression: '' });
const fail = () => {
  throw new Error('no such key: x');
};
const CLAIMS: Claims = JSON.parse('{"sub":"jane","email":"j@example.com","team":"a","__proto__":"p"}');
const AUTHENTICATED = 'system:authenticated';

type Case = readonly [
  name: string,
  configuration: JwtAuthenticatorConfiguration,
  claims: Claims,
  expected: Partial<UserInfo> | RegExp,
];
const cases: readonly Case[] = [
  ['a claim without a prefix', configured({ claimMappings: { username: from('sub') } }), CLAIMS, { name: 'jane' }],
  ['an expression', configured({ claimMappings: { username: by('shout') } }), CLAIMS, { name: 'JANE' }],
  [
    'an expression that is empty',
    configured({ claimMappings: { username: by('empty') } }),
    CLAIMS,
    /username is empty/,
  ],
  [
    'an expression of another type',
    configured({ claimMappings: { username: by('many') } }),
    CLAIMS,
    /must return a string/,
  ],
  [
    'an expression that fails',
    configured({ claimMappings: { username: by('fail') } }),
    CLAIMS,
    /failed: no such key: x/,
  ],
  [
    'an unverified address',
    configured({ claimMappings: { username: from('email') } }),
    { ...CLAIMS, email_verified: false },
    /not verified/,
  ],
  [
    'an address verified in words',
    configured({ claimMappings: { username: from('email') } }),
    { ...CLAIMS, email_verified: 'true' },
    /not verified/,
  ],
  [
    'a verified address',
    configured({ claimMappings: { username: from('email') } }),
    { ...CLAIMS, email_verified: true },
    { name: 'j@example.com' },
  ],
  [
    'an address of an issuer that does not say',
    configured({ claimMappings: { username: from('email') } }),
    CLAIMS,
    { name: 'j@example.com' },
  ],
  ['no groups', configured(), CLAIMS, { groups: [AUTHENTICATED] }],
  ['groups that are null', configured(), { ...CLAIMS, groups: null }, { groups: [AUTHENTICATED] }],
  [
    'one group',
    configured({ claimMappings: { groups: from('team', 'g:') } }),
    CLAIMS,
    { groups: ['g:a', AUTHENTICATED] },
  ],
  [
    "a claim that is every object's",
    configured({ claimMappings: { groups: from('constructor') } }),
    CLAIMS,
    { groups: [AUTHENTICATED] },
  ],
  ['a claim called __proto__', configured({ claimMappings: { username: from('__proto__') } }), CLAIMS, { name: 'p' }],
  [
    'groups by an expression',
    configured({ claimMappings: { groups: by('many') } }),
    CLAIMS,
    { groups: ['x', 'y', AUTHENTICATED] },
  ],
  [
    'no groups by an expression',
    configured({ claimMappings: { groups: by('null') } }),
    CLAIMS,
    { groups: [AUTHENTICATED] },
  ],
  [
    'groups that are numbers',
    configured({ claimMappings: { groups: by('number') } }),
    CLAIMS,
    /a string or a list of strings/,
  ],
  [
    'a group twice',
    configured({ claimMappings: { groups: by('authenticated') } }),
    CLAIMS,
    { groups: [AUTHENTICATED] },
  ],
  ['uid', configured({ claimMappings: { uid: by('shout') } }), CLAIMS, { uid: 'JANE' }],
  ['uid by a claim', configured({ claimMappings: { uid: { claim: 'team', expression: '' } } }), CLAIMS, { uid: 'a' }],
  [
    'uid by a claim that is not there',
    configured({ claimMappings: { uid: { claim: 'oid', expression: '' } } }),
    CLAIMS,
    /"oid" is not present/,
  ],
  [
    'extra, save for what is empty',
    configured({
      claimMappings: {
        extra: [
          { key: 'example.com/a', valueExpression: 'many' },
          { key: 'example.com/b', valueExpression: 'empty' },
          { key: '__proto__/c', valueExpression: 'shout' },
        ],
      },
    }),
    CLAIMS,
    { extra: { 'example.com/a': ['x', 'y'], '__proto__/c': ['JANE'] } },
  ],
  ['a required value', configured({ claimValidationRules: [{ claim: 'team', requiredValue: 'a' }] }), CLAIMS, {}],
  [
    'another value',
    configured({ claimValidationRules: [{ claim: 'team', requiredValue: 'b' }] }),
    CLAIMS,
    /"team" has not the required value/,
  ],
  [
    'a required value of every object',
    configured({ claimValidationRules: [{ claim: 'toString' }] }),
    CLAIMS,
    /not present/,
  ],
  ['a rule that holds', configured({ claimValidationRules: [{ expression: 'true' }] }), CLAIMS, {}],
  [
    'a rule that does not',
    configured({ claimValidationRules: [{ expression: 'false', message: 'only a' }] }),
    CLAIMS,
    /'false' failed: only a/,
  ],
  [
    'a rule that says yes otherwise',
    configured({ claimValidationRules: [{ expression: 'shout' }] }),
    CLAIMS,
    /'shout' failed/,
  ],
  [
    'a rule that fails',
    configured({ claimValidationRules: [{ expression: 'fail' }] }),
    CLAIMS,
    /validation expression failed: no such key/,
  ],
  [
    'a rule about the user that holds',
    configured({ userValidationRules: [{ expression: 'is jane', message: '' }] }),
    CLAIMS,
    {},
  ],
  [
    'a rule about the user that does not',
    configured({ userValidationRules: [{ expression: 'false', message: 'no' }] }),
    CLAIMS,
    /failed: no/,
  ],
];

const functions = {
  shout: (claims: Claims) => claims.sub.toUpperCase(),
  empty: () => '',
  many: () => ['x', '', 'y'],
  null: () => null,
  number: () => [1],
  authenticated: () => AUTHENTICATED,
  true: () => true,
  false: () => false,
  fail,
  'is jane': (user: unknown) => {
    assert.deepEqual(user, { username: 'oidc:jane', uid: '', groups: [], extra: {} });
    return true;
  },
};

for (const [name, configuration, claims, expected] of cases) {
  test(name, () => {
    const map = () => userMapping(configuration, fakeExpressions(functions))(claims);
    if (expected instanceof RegExp) assert.throws(map, { name: 'TokenError', message: expected });
    else assert.deepEqual({ ...map(), ...expected }, map());
  });
}
