import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../errors.ts';
import { type AuthorizationConfiguration, decodeAuthorizationConfiguration } from './authorization-configuration.ts';
import { planOf, planOfFlags } from './plan.ts';
import { validateAuthorizationConfiguration } from './validate.ts';

const FILE = '/etc/hook.kubeconfig';
const validation = {
  fileProblem: (path: string) => (path === FILE ? undefined : 'error loading file: ENOENT'),
  expressionProblem: (text: string) => (text.includes('!!') ? 'compilation failed: no such operator' : undefined),
};
const HOOK = {
  timeout: '3s',
  subjectAccessReviewVersion: 'v1',
  failurePolicy: 'Deny',
  connectionInfo: { type: 'KubeConfigFile', kubeConfigFile: FILE },
};

function decode(fields: object): Promise<AuthorizationConfiguration> {
  const file = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthorizationConfiguration', ...fields };
  return decodeAuthorizationConfiguration(Buffer.from(JSON.stringify(file)));
}

async function errorsOf(authorizers: readonly object[]): Promise<string[]> {
  return validateAuthorizationConfiguration(await decode({ authorizers }), validation).map(String);
}

const hook = (fields: object) => [{ type: 'Webhook', name: 'hook', webhook: { ...HOOK, ...fields } }];
const connected = (connectionInfo: object) => hook({ connectionInfo });
const conditions = (...texts: string[]) =>
  hook({
    matchConditionSubjectAccessReviewVersion: 'v1',
    matchConditions: texts.map((expression) => ({ expression })),
  });
const AT = 'authorizers[0]';
const LONG_NAME = `${'a'.repeat(254)}`;

const cases: readonly (readonly [name: string, authorizers: readonly object[], errors: readonly string[]])[] = [
  ['nothing', [], ['authorizers: Required value: at least one authorization mode must be defined']],
  ['no type', [{ name: 'x' }], [`${AT}.type: Required value`]],
  [
    'everything for everybody',
    [{ type: 'AlwaysAllow', name: 'alwaysallow' }],
    [`${AT}.type: Unsupported value: "AlwaysAllow": supported values: "AlwaysDeny", "Node", "RBAC", "Webhook"`],
  ],
  [
    'twice the same',
    [
      { type: 'Node', name: 'node' },
      { type: 'Node', name: 'node2' },
    ],
    ['authorizers[1].type: Duplicate value: "Node"'],
  ],
  ['no name', [{ type: 'RBAC' }], [`${AT}.name: Required value`]],
  [
    'another name',
    [{ type: 'RBAC', name: 'mine' }],
    [`${AT}.name: Invalid value: expected name rbac for authorizer RBAC instead of mine`],
  ],
  [
    'a name that is none',
    [{ type: 'Webhook', name: LONG_NAME, webhook: HOOK }],
    [`${AT}.name: Invalid value: "${LONG_NAME}": authorizer name is invalid: must be no more than 253 characters`],
  ],
  ['a name twice', [...hook({}), ...hook({})], ['authorizers[1].name: Duplicate value: "hook"']],
  ['no webhook', [{ type: 'Webhook', name: 'x' }], [`${AT}.webhook: Required value: required when type=Webhook`]],
  [
    'a webhook where there is none',
    [{ type: 'RBAC', name: 'rbac', webhook: HOOK }],
    [`${AT}.webhook: Invalid value: "non-null": may only be specified when type=Webhook`],
  ],
  ['no timeout', hook({ timeout: '' }), [`${AT}.timeout: Required value`]],
  ['a long timeout', hook({ timeout: '31s' }), [`${AT}.timeout: Invalid value: "31s": must be > 0s and <= 30s`]],
  ['a negative timeout', hook({ timeout: '-1s' }), [`${AT}.timeout: Invalid value: "-1s": must be > 0s and <= 30s`]],
  ['no duration', hook({ timeout: 'soon' }), [`${AT}.timeout: Invalid value: "soon": time: invalid duration "soon"`]],
  [
    'negative times to live',
    hook({ authorizedTTL: '-1s', unauthorizedTTL: '-2s' }),
    [
      `${AT}.authorizedTTL: Invalid value: "-1s": must be > 0s`,
      `${AT}.unauthorizedTTL: Invalid value: "-2s": must be > 0s`,
    ],
  ],
  [
    'no version and no policy',
    hook({ subjectAccessReviewVersion: '', failurePolicy: '' }),
    [`${AT}.subjectAccessReviewVersion: Required value`, `${AT}.failurePolicy: Required value`],
  ],
  [
    'another version and policy',
    hook({ subjectAccessReviewVersion: 'v2', failurePolicy: 'Allow' }),
    [
      `${AT}.subjectAccessReviewVersion: Unsupported value: "v2": supported values: "v1", "v1beta1"`,
      `${AT}.failurePolicy: Unsupported value: "Allow": supported values: "NoOpinion", "Deny"`,
    ],
  ],
  ['no connection', connected({}), [`${AT}.connectionInfo.type: Required value`]],
  [
    'itself',
    connected({ type: 'InClusterConfig' }),
    [
      `${AT}.connectionInfo.type: Invalid value: "InClusterConfig": it is not allowed for the API server itself: use KubeConfigFile`,
    ],
  ],
  [
    'another connection',
    connected({ type: 'x' }),
    [`${AT}.connectionInfo.type: Unsupported value: "x": supported values: "InClusterConfig", "KubeConfigFile"`],
  ],
  ['no file', connected({ type: 'KubeConfigFile' }), [`${AT}.connectionInfo.kubeConfigFile: Required value`]],
  [
    'a relative file',
    connected({ type: 'KubeConfigFile', kubeConfigFile: 'x' }),
    [`${AT}.connectionInfo.kubeConfigFile: Invalid value: "x": must be an absolute path`],
  ],
  [
    'a missing file',
    connected({ type: 'KubeConfigFile', kubeConfigFile: '/x' }),
    [`${AT}.connectionInfo.kubeConfigFile: Invalid value: "/x": error loading file: ENOENT`],
  ],
  [
    'conditions without a version',
    hook({ matchConditions: [{ expression: 'true' }] }),
    [`${AT}.matchConditionSubjectAccessReviewVersion: Required value: required if match conditions are specified`],
  ],
  [
    'conditions of another version',
    hook({ matchConditionSubjectAccessReviewVersion: 'v1beta1' }),
    [`${AT}.matchConditionSubjectAccessReviewVersion: Unsupported value: "v1beta1": supported values: "v1"`],
  ],
  [
    'bad conditions',
    conditions(' ', 'a', 'a', '!!'),
    [
      `${AT}.matchConditions[0].expression: Required value`,
      `${AT}.matchConditions[2].expression: Duplicate value: "a"`,
      `${AT}.matchConditions[3].expression: Invalid value: "!!": compilation failed: no such operator`,
    ],
  ],
  [
    'too many conditions',
    conditions(...Array.from({ length: 65 }, (_, i) => `${i}`)),
    [`${AT}.matchConditions: Too many: 65: must have at most 64 items`],
  ],
  ['what is right', [{ type: 'Node', name: 'node' }, { type: 'RBAC', name: 'rbac' }, ...conditions('true')], []],
];
for (const [name, authorizers, errors] of cases) {
  test(`invalid: ${name}`, async () => assert.deepEqual(await errorsOf(authorizers), errors));
}

test('a file of another kind, or with fields that are not known, is refused', async () => {
  await assert.rejects(decode({ kind: 'AuthenticationConfiguration' }), ConfigError);
  await assert.rejects(decode({ apiVersion: 'v1' }), ConfigError);
  await assert.rejects(
    decode({ authorizers: [{ type: 'RBAC', nam: 'rbac' }] }),
    /unknown field "authorizers\[0\]\.nam"/,
  );
});

test('a plan has the defaults', async () => {
  const [plan] = planOf(await decode({ authorizers: hook({}) }));
  assert.deepEqual(plan, {
    type: 'Webhook',
    name: 'hook',
    webhook: {
      kubeConfigFile: FILE,
      version: 'v1',
      timeout: 3000,
      authorizedTtl: 300_000,
      unauthorizedTtl: 30_000,
      failurePolicy: 'Deny',
      matchConditions: [],
    },
  });
  const never = { cacheAuthorizedRequests: false, unauthorizedTTL: '1m', cacheUnauthorizedRequests: true };
  const [other] = planOf(await decode({ authorizers: hook(never) }));
  assert.ok(other?.type === 'Webhook');
  assert.equal(other.webhook.authorizedTtl, 0);
  assert.equal(other.webhook.unauthorizedTtl, 60_000);
});

const FLAGS = {
  authorizationMode: undefined,
  authorizationWebhookConfigFile: undefined,
  authorizationWebhookVersion: undefined,
  authorizationWebhookCacheAuthorizedTtl: undefined,
  authorizationWebhookCacheUnauthorizedTtl: undefined,
};

test('without any word of it: Node, RBAC', () => {
  assert.deepEqual(planOfFlags(FLAGS), [
    { type: 'Node', name: 'node' },
    { type: 'RBAC', name: 'rbac' },
  ]);
});

test('flags make the plan that kube-apiserver makes of them', () => {
  const flags = { authorizationWebhookConfigFile: FILE, authorizationWebhookCacheAuthorizedTtl: 0 };
  assert.deepEqual(planOfFlags({ ...FLAGS, ...flags, authorizationMode: ['Webhook', 'AlwaysDeny'] }), [
    {
      type: 'Webhook',
      name: 'default',
      webhook: {
        kubeConfigFile: FILE,
        version: 'v1beta1',
        timeout: 30_000,
        authorizedTtl: 0,
        unauthorizedTtl: 30_000,
        failurePolicy: 'NoOpinion',
        matchConditions: [],
      },
    },
    { type: 'AlwaysDeny', name: 'alwaysdeny' },
  ]);
});
