import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebhookUser } from './kubeconfig.ts';
import { userFor } from './webhook-users.ts';

/** @returns the name of the user that is chosen of those that there are */
function chosen(target: string, ...names: string[]): string | undefined {
  const user = (name: string): WebhookUser => ({
    certificate: undefined,
    privateKey: undefined,
    token: { data: name },
    basic: undefined,
  });
  const { token } = userFor(new Map(names.map((name) => [name, user(name)])), target);
  return token && 'data' in token ? token.data : undefined;
}

const SERVICE = 'hook.team.svc:443';
for (const [what, target, names, expected] of [
  ['the name itself', SERVICE, ['*', '*.team.svc', 'hook.team.svc:443'], 'hook.team.svc:443'],
  ['the name without the usual port', SERVICE, ['*', '*.team.svc', 'hook.team.svc'], 'hook.team.svc'],
  ['not without another port', 'hook.team.svc:8443', ['hook.team.svc'], undefined],
  ['the name with another port', 'hook.team.svc:8443', ['hook.team.svc', 'hook.team.svc:8443'], 'hook.team.svc:8443'],
  ['the longest end', SERVICE, ['*.svc', '*.team.svc'], '*.team.svc'],
  ['an end with the port before the name without', SERVICE, ['hook.team.svc', '*.svc:443'], '*.svc:443'],
  ['everything', SERVICE, ['*', ''], '*'],
  ['the current context', SERVICE, ['', 'other.team.svc'], ''],
  ['nobody', SERVICE, ['other.team.svc', '*.other.svc', 'team.svc', 'svc'], undefined],
  ['nobody of none', SERVICE, [], undefined],
  ['no end of a label', 'webhook.team.svc:443', ['*hook.team.svc', 'hook.team.svc'], undefined],
  ['no name of objects', 'constructor', [], undefined],
] as const) {
  test(what, () => assert.equal(chosen(target, ...names), expected));
}
