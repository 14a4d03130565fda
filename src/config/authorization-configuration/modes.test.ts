import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuthorizationSettings, authorizationConflict, authorizationModes } from './modes.ts';

test('modes are asked in the order in which they are named', () => {
  assert.deepEqual(authorizationModes.parse('RBAC, Webhook'), ['RBAC', 'Webhook']);
});

const refused: readonly (readonly [text: string, message: RegExp])[] = [
  ['', /must be a list of AlwaysDeny, Node, RBAC, Webhook/],
  ['ABAC', /must be a list of AlwaysDeny, Node, RBAC, Webhook/],
  ['RBAC,AlwaysAllow', /with which anybody may do anything/],
  ['RBAC,Node,RBAC', /names nothing twice/],
];
for (const [text, message] of refused) {
  test(`refused: ${text}`, () => assert.throws(() => authorizationModes.parse(text), { message }));
}

const NONE: AuthorizationSettings = {
  authorizationConfig: undefined,
  authorizationMode: undefined,
  authorizationWebhookConfigFile: undefined,
  authorizationWebhookVersion: undefined,
  authorizationWebhookCacheAuthorizedTtl: undefined,
  authorizationWebhookCacheUnauthorizedTtl: undefined,
};
const conflicts: readonly (readonly [settings: Partial<AuthorizationSettings>, conflict: RegExp | undefined])[] = [
  [{}, undefined],
  [{ authorizationConfig: 'f' }, undefined],
  [{ authorizationConfig: 'f', authorizationMode: ['RBAC'] }, /--authorization-config can not be specified when/],
  [{ authorizationConfig: 'f', authorizationWebhookCacheAuthorizedTtl: 0 }, /can not be specified when/],
  [{ authorizationMode: ['Webhook'], authorizationWebhookConfigFile: 'f' }, undefined],
  [{ authorizationMode: ['Webhook'] }, /--authorization-webhook-config-file not passed/],
  [{ authorizationMode: ['RBAC'], authorizationWebhookConfigFile: 'f' }, /without mode Webhook/],
  [{ authorizationWebhookVersion: 'v1' }, /without mode Webhook/],
];
for (const [settings, conflict] of conflicts) {
  test(`together: ${JSON.stringify(settings)}`, () => {
    const found = authorizationConflict({ ...NONE, ...settings });
    if (conflict) assert.match(found ?? '', conflict);
    else assert.equal(found, undefined);
  });
}
