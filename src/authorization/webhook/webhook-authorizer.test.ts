import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attributes, Decision } from '../authorizer.ts';
import type { ReviewSpec } from './review.ts';
import { WebhookAuthorizer, type WebhookAuthorizerOptions } from './webhook-authorizer.ts';

const OPTIONS: WebhookAuthorizerOptions = {
  name: 'hook',
  version: 'v1',
  authorizedTtl: 100,
  unauthorizedTtl: 10,
  failurePolicy: 'NoOpinion',
};
const LIST: Attributes = {
  user: { name: 'jane', uid: 'u', groups: ['dev'], extra: { scope: ['a', 'b'] } },
  verb: 'list',
  isResourceRequest: true,
  namespace: 'ns',
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  subresource: '',
  name: '',
  path: '',
};

function open(options: Partial<WebhookAuthorizerOptions> = {}) {
  const hook = {
    now: 0,
    asked: [] as any[],
    failures: [] as string[],
    events: [] as string[],
    matches: (_spec: ReviewSpec) => true,
    answer: (): unknown => ({ status: { allowed: true, reason: 'may' } }),
  };
  const authorizer = new WebhookAuthorizer(
    { ...OPTIONS, ...options },
    {
      ask: async (review) => {
        hook.asked.push(review);
        return hook.answer();
      },
      matches: (spec) => hook.matches(spec),
      now: () => hook.now,
      observe: (event) => hook.events.push(event),
      onFailure: (error) => hook.failures.push((error as Error).message),
    },
  );
  return { hook, authorizer };
}

test('asks with all that is known of a resource request', async () => {
  const { hook, authorizer } = open();
  const fieldSelector = [{ key: 'metadata.name', operator: 'In', values: ['x'] }];
  await authorizer.authorize({ ...LIST, fieldSelector });
  assert.deepEqual(hook.asked, [
    {
      kind: 'SubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: {
        resourceAttributes: {
          namespace: 'ns',
          verb: 'list',
          group: 'apps',
          version: 'v1',
          resource: 'deployments',
          fieldSelector: { requirements: fieldSelector },
        },
        user: 'jane',
        uid: 'u',
        groups: ['dev'],
        extra: { scope: ['a', 'b'] },
      },
    },
  ]);
});

test('asks about paths, and in v1beta1 with the group under its name there', async () => {
  const { hook, authorizer } = open({ version: 'v1beta1' });
  const user = { name: 'jane', groups: ['dev'] };
  await authorizer.authorize({ ...LIST, user, isResourceRequest: false, verb: 'get', path: '/metrics' });
  assert.deepEqual(hook.asked[0].spec, {
    nonResourceAttributes: { path: '/metrics', verb: 'get' },
    user: 'jane',
    group: ['dev'],
  });
});

const answers: readonly (readonly [name: string, answer: unknown, decision: Decision])[] = [
  ['allowed', { status: { allowed: true, reason: 'r' } }, { outcome: 'allow', reason: 'r' }],
  ['denied', { status: { allowed: false, denied: true, reason: 'r' } }, { outcome: 'deny', reason: 'r' }],
  ['both is denied', { status: { allowed: true, denied: true } }, { outcome: 'deny', reason: '' }],
  ['neither', { status: { allowed: false, reason: 'r' } }, { outcome: 'no-opinion', reason: 'r' }],
  ['nothing', {}, { outcome: 'no-opinion', reason: '' }],
];
for (const [name, answer, decision] of answers) {
  test(`an answer: ${name}`, async () => {
    const { hook, authorizer } = open();
    hook.answer = () => answer;
    assert.deepEqual(await authorizer.authorize(LIST), decision);
    assert.deepEqual(hook.failures, []);
  });
}

const SILENCE: Decision = { outcome: 'no-opinion', reason: '' };
const DENIAL: Decision = { outcome: 'deny', reason: 'the authorization webhook hook could not decide', failed: true };
const broken: readonly (readonly [name: string, answer: () => unknown, failure: RegExp])[] = [
  ['no answer', () => Promise.reject(new Error('refused')), /refused/],
  ['no object', () => 'yes', /is no object/],
  ['a list', () => [{ status: { allowed: true } }], /is no object/],
  ['no status', () => ({ status: true }), /status is no object/],
  ['a string for true', () => ({ status: { allowed: 'true' } }), /another type/],
  ['a number for true', () => ({ status: { allowed: 1 } }), /another type/],
  ['another kind', () => ({ kind: 'Pod', status: { allowed: true } }), /no SubjectAccessReview/],
  [
    'another version',
    () => ({ apiVersion: 'authorization.k8s.io/v1beta1', status: { allowed: true } }),
    /no SubjectAccessReview/,
  ],
];
for (const [name, answer, failure] of broken) {
  test(`${name}: the failure policy decides, and nothing is kept`, async () => {
    for (const [failurePolicy, decision] of [['NoOpinion', SILENCE] as const, ['Deny', DENIAL] as const]) {
      const { hook, authorizer } = open({ failurePolicy });
      hook.answer = answer;
      assert.deepEqual(await authorizer.authorize(LIST), decision);
      assert.match(hook.failures.join(), failure);
      await authorizer.authorize(LIST);
      assert.equal(hook.asked.length, 2);
    }
  });
}

test('what no condition matches is not asked about', () => {
  const { hook, authorizer } = open({ failurePolicy: 'Deny' });
  hook.matches = () => false;
  assert.deepEqual(authorizer.authorize(LIST), SILENCE);
  assert.equal(hook.asked.length, 0);
});

test('conditions that fail are for the failure policy', () => {
  for (const [failurePolicy, decision] of [['NoOpinion', SILENCE] as const, ['Deny', DENIAL] as const]) {
    const { hook, authorizer } = open({ failurePolicy });
    hook.matches = () => {
      throw new Error('no such key');
    };
    assert.deepEqual(authorizer.authorize(LIST), decision);
    assert.deepEqual(hook.failures, ['no such key']);
    assert.equal(hook.asked.length, 0);
  }
});

test('answers are kept for as long as the configuration says', async () => {
  const { hook, authorizer } = open();
  await authorizer.authorize(LIST);
  hook.now = 99;
  assert.deepEqual(authorizer.authorize(LIST), { outcome: 'allow', reason: 'may' });
  hook.now = 100;
  hook.answer = () => ({ status: { allowed: false } });
  assert.deepEqual(await authorizer.authorize(LIST), SILENCE);
  hook.now = 110;
  await authorizer.authorize(LIST);
  assert.equal(hook.asked.length, 3);
});

const differences: readonly (readonly [name: string, other: Partial<Attributes>])[] = [
  ['user', { user: { ...LIST.user, name: 'john' } }],
  ['uid', { user: { ...LIST.user, uid: 'other' } }],
  ['groups', { user: { ...LIST.user, groups: [] } }],
  ['extra', { user: { ...LIST.user, extra: {} } }],
  ['verb', { verb: 'watch' }],
  ['namespace', { namespace: 'other' }],
  ['name', { name: 'x' }],
  ['selector', { labelSelector: [{ key: 'a', operator: 'Exists', values: [] }] }],
  ['kind of request', { isResourceRequest: false, path: '/x' }],
];
for (const [name, other] of differences) {
  test(`an answer is for one question only: another ${name} is asked about`, async () => {
    const { hook, authorizer } = open();
    await authorizer.authorize(LIST);
    await authorizer.authorize({ ...LIST, ...other });
    assert.equal(hook.asked.length, 2);
  });
}

test('answers to questions that are very long are not kept', async () => {
  const { hook, authorizer } = open();
  const long = { ...LIST, name: 'x'.repeat(10_000) };
  await authorizer.authorize(long);
  await authorizer.authorize(long);
  assert.equal(hook.asked.length, 2);
});

test('tells what became of each question', async () => {
  const { hook, authorizer } = open();
  await authorizer.authorize(LIST);
  await authorizer.authorize(LIST);
  hook.answer = () => Promise.reject(new Error('refused'));
  await authorizer.authorize({ ...LIST, name: 'x' });
  hook.matches = () => false;
  await authorizer.authorize(LIST);
  hook.matches = () => {
    throw new Error('no such key');
  };
  await authorizer.authorize(LIST);
  assert.deepEqual(hook.events, ['answered', 'unanswered', 'excluded', 'unmatchable']);
});

test('nothing is kept without a time to keep it', async () => {
  const { hook, authorizer } = open({ authorizedTtl: 0 });
  await authorizer.authorize(LIST);
  await authorizer.authorize(LIST);
  assert.equal(hook.asked.length, 2);
});
