import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ApiRequest } from '../../request/http.ts';
import { readTokenReview } from './token-review.ts';
import { WebhookAuthenticator, type WebhookAuthenticatorOptions } from './webhook-authenticator.ts';

const OPTIONS: WebhookAuthenticatorOptions = {
  version: 'v1',
  ttl: 100,
  apiAudiences: ['api'],
  cacheKey: 'key',
};
const JANE = { status: { authenticated: true, user: { username: 'jane', groups: ['dev'] } } };

function open(options: Partial<WebhookAuthenticatorOptions> = {}) {
  const hook = {
    now: 0,
    asked: [] as any[],
    failures: [] as string[],
    lookups: [] as boolean[],
    answer: (): unknown => JANE,
  };
  const authenticator = new WebhookAuthenticator(
    { ...OPTIONS, ...options },
    {
      ask: async (review) => {
        hook.asked.push(review);
        return hook.answer();
      },
      now: () => hook.now,
      onLookup: (isKnown) => hook.lookups.push(isKnown),
      onFailure: (error) => hook.failures.push((error as Error).message),
    },
  );
  const authenticate = async (token: string, audiences?: string[]) =>
    authenticator.authenticate({ headers: { authorization: `Bearer ${token}` } } as unknown as ApiRequest, audiences);
  return { hook, authenticator, authenticate };
}

test('no token: no opinion, and no question', async () => {
  const { hook, authenticator } = open();
  assert.deepEqual(authenticator.authenticate({ headers: {} } as ApiRequest), { outcome: 'no-opinion' });
  assert.equal(hook.asked.length, 0);
});

test('it is told how often an answer was known', async () => {
  const { hook, authenticate } = open();
  for (const token of ['t', 't', 'another', 't']) await authenticate(token);
  assert.deepEqual(hook.lookups, [false, true, false, true]);
});

test('the question and the answer', async () => {
  const { hook, authenticate } = open();
  hook.answer = () => ({
    kind: 'TokenReview',
    apiVersion: 'authentication.k8s.io/v1',
    status: {
      authenticated: true,
      user: { username: 'jane', uid: '42', groups: ['dev'], extra: JSON.parse('{"a":["b"],"__proto__":["c"]}') },
    },
  });
  const found = await authenticate('t');
  assert.ok(found.outcome === 'authenticated');
  const { extra, ...user } = found.user;
  assert.deepEqual(user, { name: 'jane', uid: '42', groups: ['dev', 'system:authenticated'] });
  assert.equal(JSON.stringify(extra), '{"a":["b"],"__proto__":["c"]}');
  assert.deepEqual(found.audiences, ['api']);
  assert.deepEqual(hook.asked, [
    {
      kind: 'TokenReview',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {},
      spec: { token: 't', audiences: ['api'] },
    },
  ]);
});

describe('audiences', () => {
  const cases: { wanted?: string[]; told?: string[]; audiences: string[] | undefined }[] = [
    { audiences: ['api'] },
    { told: ['api', 'other'], audiences: ['api'] },
    { told: ['other'], audiences: undefined },
    { wanted: ['other'], audiences: undefined },
    { wanted: ['other', 'more'], told: ['more', 'other'], audiences: ['other', 'more'] },
  ];
  for (const { wanted, told, audiences } of cases) {
    test(`asked for ${wanted ?? 'none'}, told ${told ?? 'none'}`, async () => {
      const { hook, authenticate } = open();
      hook.answer = () => ({ status: { ...JANE.status, audiences: told } });
      const found = await authenticate('t', wanted);
      assert.deepEqual(found.outcome === 'authenticated' ? found.audiences : undefined, audiences);
    });
  }
});

describe('answers are kept', () => {
  const UNKNOWN = { status: { authenticated: false } };
  const BAD = { status: { authenticated: false, error: 'it was stolen' } };
  const cases: { name: string; answer: unknown; outcome: string; questions: number }[] = [
    { name: 'whose it is', answer: JANE, outcome: 'authenticated', questions: 1 },
    { name: 'that it is nobody’s', answer: UNKNOWN, outcome: 'no-opinion', questions: 1 },
    { name: 'but not an error', answer: BAD, outcome: 'reject', questions: 2 },
    { name: 'but not what is no answer', answer: 'yes', outcome: 'reject', questions: 2 },
  ];
  for (const { name, answer, outcome, questions } of cases) {
    test(name, async () => {
      const { hook, authenticate } = open();
      hook.answer = () => answer;
      assert.equal((await authenticate('t')).outcome, outcome);
      hook.now = 99;
      assert.equal((await authenticate('t')).outcome, outcome);
      assert.equal(hook.asked.length, questions);
      hook.now = 100;
      await authenticate('t');
      assert.equal(hook.asked.length, questions + 1);
    });
  }

  test('by token and audiences', async () => {
    const { hook, authenticate } = open();
    await authenticate('t');
    await authenticate('u');
    await authenticate('t', ['api', 'more']);
    await authenticate('t', ['api']);
    assert.equal(hook.asked.length, 3);
  });

  test('unless they are not to be', async () => {
    const { hook, authenticate } = open({ ttl: 0 });
    await authenticate('t');
    await authenticate('t');
    assert.equal(hook.asked.length, 2);
  });

  test('made-up tokens do not push out a good one', async () => {
    const { hook, authenticate } = open();
    await authenticate('good');
    hook.answer = () => UNKNOWN;
    for (let i = 0; i < 10_000; i++) await authenticate(`made-up-${i}`);
    const asked = hook.asked.length;
    assert.equal((await authenticate('good')).outcome, 'authenticated');
    assert.equal(hook.asked.length, asked);
  });

  test('who asks meanwhile waits for the same answer', async () => {
    const { hook, authenticate } = open();
    const found = await Promise.all(Array.from({ length: 10 }, () => authenticate('t')));
    assert.equal(hook.asked.length, 1);
    assert.ok(found.every(({ outcome }) => outcome === 'authenticated'));
  });
});

test('questions do not pile up; answers that are kept still count', async () => {
  const { hook, authenticate } = open();
  await authenticate('good');
  const { promise, resolve } = Promise.withResolvers<object>();
  hook.answer = () => promise;
  const waiting = Array.from({ length: 1000 }, (_, i) => authenticate(`made-up-${i}`));
  assert.deepEqual(await authenticate('one-more'), {
    outcome: 'reject',
    reason: 'the token webhook is asked too much at once',
  });
  assert.equal((await authenticate('good')).outcome, 'authenticated');
  resolve(JANE);
  await Promise.all(waiting);
  assert.equal((await authenticate('one-more')).outcome, 'authenticated');
});

test('an outage refuses, is told, and is over when the webhook is back', async () => {
  const { hook, authenticate } = open();
  hook.answer = () => Promise.reject(new Error('refused'));
  assert.deepEqual(await authenticate('t'), { outcome: 'reject', reason: 'the token webhook could not be asked' });
  assert.deepEqual(hook.failures, ['refused']);
  hook.answer = () => JANE;
  assert.equal((await authenticate('t')).outcome, 'authenticated');
});

describe('what is no answer', () => {
  const authenticated = (user: unknown) => ({ status: { authenticated: true, user } });
  const cases: [name: string, answer: unknown][] = [
    ['a list', [JANE]],
    ['a text for true', { status: { authenticated: 'true', user: { username: 'jane' } } }],
    ['another kind', { ...JANE, kind: 'Pod' }],
    ['another version', { ...JANE, apiVersion: 'authentication.k8s.io/v1beta1' }],
    ['no user', authenticated(undefined)],
    ['an empty name', authenticated({ username: '' })],
    ['a group that is no text', authenticated({ username: 'jane', groups: [{}] })],
    ['groups that are a text', authenticated({ username: 'jane', groups: 'system:masters' })],
    ['extra that is no list', authenticated({ username: 'jane', extra: { a: 'b' } })],
  ];
  for (const [name, answer] of cases) {
    test(name, async () => {
      const { hook, authenticate } = open();
      hook.answer = () => answer;
      assert.equal((await authenticate('t')).outcome, 'reject');
      assert.equal(hook.failures.length, 1);
    });
  }
});

test('whatever comes back, a user has a name and its groups are texts', () => {
  const status = fc.record({
    authenticated: fc.constantFrom(true, false, 1),
    user: fc.anything(),
    audiences: fc.anything(),
  });
  const user = fc.record({ username: fc.anything(), groups: fc.array(fc.oneof(fc.string(), fc.anything())) });
  const answers = fc.oneof(
    fc.anything(),
    fc.record({ status }),
    fc.record({ status: fc.record({ authenticated: fc.constant(true), user }) }),
  );
  fc.assert(
    fc.property(answers, (answer) => {
      let found: ReturnType<typeof readTokenReview>;
      try {
        found = readTokenReview('v1', answer);
      } catch (error) {
        assert.match((error as Error).message, /^the (answer|user)/);
        return;
      }
      if (found.user === undefined) return;
      assert.ok(typeof found.user.name === 'string' && found.user.name !== '');
      assert.ok(found.user.groups.every((group) => typeof group === 'string'));
    }),
  );
});
