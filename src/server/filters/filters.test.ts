import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { internalError, notFound, StatusError } from '../../api/status.ts';
import type { Authentication } from '../../authentication/authenticator.ts';
import type { Decision } from '../../authorization/authorizer.ts';
import { NO_TRAIL } from '../../request/audit-trail.ts';
import type { RequestContext } from '../../request/context.ts';
import { StorageError, type StorageErrorCode } from '../../storage/errors.ts';
import { authentication } from './authentication.ts';
import { authorization } from './authorization.ts';
import { compression } from './compression.ts';
import { deadline } from './deadline.ts';
import { errorBoundary } from './error-boundary.ts';
import { headers } from './headers.ts';
import { overload } from './overload.ts';
import { answer, contextOf, statusOf } from './testing.ts';

const PODS = '/api/v1/namespaces/default/pods';
const never = () => new Promise<never>(() => {});

describe('authentication', () => {
  const found: Authentication = { outcome: 'authenticated', method: 'test', user: { name: 'joe', groups: [] } };
  for (const [what, outcome] of [
    ['at once', found],
    ['later', Promise.resolve(found)],
  ] as const) {
    test(`sets the user, found ${what}`, async () => {
      const context = contextOf('GET', PODS);
      await authentication({ name: 'test', authenticate: () => outcome })(context, () => answer());
      assert.equal(context.user.name, 'joe');
    });
  }

  test('ends with 401 where there is no identity, or a bad one', async () => {
    for (const outcome of [{ outcome: 'no-opinion' }, { outcome: 'rejected', reason: 'bad' }] as Authentication[]) {
      const stage = authentication({ name: 'test', authenticate: () => outcome });
      assert.throws(() => stage(contextOf('GET', PODS), assert.fail), { code: 401, message: 'Unauthorized' });
    }
  });
});

describe('authorization', () => {
  const decide = (decision: Decision) => authorization({ name: 'test', authorize: () => decision });
  const refused = (target: string, reason = '', method = 'GET') => {
    const stage = decide({ outcome: 'no-opinion', reason });
    try {
      stage(contextOf(method, target), assert.fail);
    } catch (error) {
      return (error as StatusError).message;
    }
    return assert.fail('it went on');
  };

  for (const [target, reason, message] of [
    [PODS, '', 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"'],
    [
      `${PODS}/p/log`,
      '',
      'pods "p" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "default"',
    ],
    [
      '/apis/apps/v1/deployments',
      'because',
      'deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" at the cluster scope: because',
    ],
    ['/metrics', '', 'forbidden: User "jane" cannot get path "/metrics"'],
  ] as const) {
    test(`silence denies ${target}`, () => assert.equal(refused(target, reason), message));
  }

  test('only allow goes on; a throw does not', () => {
    const context = contextOf('GET', PODS);
    assert.equal(decide({ outcome: 'allow', reason: '' })(context, () => answer(201)) instanceof Promise, false);
    assert.throws(() => decide({ outcome: 'deny', reason: '' })(context, assert.fail), { code: 403 });
    const broken = authorization({
      name: 'broken',
      authorize: () => {
        throw new Error('x');
      },
    });
    assert.throws(() => broken(context, assert.fail), /x/);
  });
});

test('where authorization fails the server says that it did, and audit tells no decision', () => {
  const annotations: [string, string][] = [];
  const audit = { ...NO_TRAIL, annotate: (key: string, value: string) => annotations.push([key, value]) };
  const failing: Decision = { outcome: 'deny', reason: 'the webhook could not decide', failed: true };
  const stage = authorization({ name: 'test', authorize: () => failing });
  assert.throws(() => stage({ ...contextOf('GET', PODS), audit } as RequestContext, assert.fail), {
    code: 500,
    reason: 'InternalError',
    message: 'Internal error occurred: the webhook could not decide',
  });
  assert.deepEqual(annotations, [['authorization.k8s.io/reason', 'internal error']]);
});

describe('the error boundary', () => {
  const logged: unknown[] = [];
  const stage = errorBoundary((_context, error) => logged.push(error));
  const thrown = async (error: unknown) => {
    logged.length = 0;
    const sync = await stage(contextOf('GET', PODS), () => {
      throw error;
    });
    const async = await stage(contextOf('GET', PODS), () => Promise.reject(error));
    assert.deepEqual(statusOf(sync), statusOf(async));
    return sync;
  };

  test('answers a StatusError as it is, and does not log it', async () => {
    const response = await thrown(notFound({ group: '', resource: 'pods' }, 'p'));
    assert.deepEqual([response.status, statusOf(response).message], [404, 'pods "p" not found']);
    assert.deepEqual(logged, []);
  });

  test('leaves it to admission to tell what a webhook failed at', async () => {
    const error = internalError('failed calling webhook "w"');
    await thrown(error);
    assert.equal(logged.length, 2);
    error.refusedFor = 'w';
    assert.equal((await thrown(error)).status, 500);
    assert.deepEqual(logged, []);
  });

  test('keeps what no one foresaw to itself and to the log', async () => {
    const response = await thrown(new Error('the password is x'));
    assert.equal(response.status, 500);
    assert.doesNotMatch(statusOf(response).message, /password/);
    assert.equal(logged.length, 2);
  });

  for (const [code, status] of [
    ['full', 507],
    ['closed', 503],
    ['unavailable', 503],
    ['corrupt', 500],
  ] as [StorageErrorCode, number][]) {
    test(`a store that is ${code} → ${status}`, async () => {
      assert.equal((await thrown(new StorageError(code, 'x'))).status, status);
    });
  }

  test('tells when to come back', async () => {
    const response = await thrown(new StatusError(429, 'TooManyRequests', 'later', { retryAfterSeconds: 7 }));
    assert.equal(response.headers['retry-after'], '7');
  });
});

describe('overload', () => {
  const limits = { maxRequestsInflight: 2, maxMutatingRequestsInflight: 1 };
  test('reads and writes have lanes of their own; watches are in neither', () => {
    const stage = overload(limits);
    for (let count = 0; count < 2; count += 1) void stage(contextOf('GET', PODS), never);
    assert.throws(() => stage(contextOf('GET', PODS), assert.fail), { code: 429 });
    void stage(contextOf('POST', PODS), never);
    assert.throws(() => stage(contextOf('DELETE', `${PODS}/p`), assert.fail), { code: 429 });
    for (let count = 0; count < 9; count += 1) void stage(contextOf('GET', `${PODS}?watch=1`), never);
  });

  test('a place is free again however its request ended', async () => {
    const stage = overload({ maxRequestsInflight: 1, maxMutatingRequestsInflight: 1 });
    const context = contextOf('GET', PODS);
    await stage(context, async () => answer());
    stage(context, () => answer());
    await assert.rejects(async () => stage(context, () => Promise.reject(new Error('x'))), /x/);
    assert.throws(
      () =>
        stage(context, () => {
          throw new Error('y');
        }),
      /y/,
    );
    assert.equal((await stage(context, () => answer(204))).status, 204);
  });
});

describe('the deadline', () => {
  test('ends what takes too long with 504, by the server and by the client', async () => {
    for (const [most, target] of [
      [1, PODS],
      [60_000, `${PODS}?timeout=1ms`],
    ] as const) {
      await assert.rejects(async () => deadline(most)(contextOf('GET', target), never), {
        code: 504,
        message: 'Timeout: request did not complete within the allotted timeout',
      });
    }
  });

  for (const timeout of ['0s', '-1s']) {
    test(`is the server’s own for a client that asks for ${timeout}`, async () => {
      const late = new Promise<ReturnType<typeof answer>>((resolve) => setTimeout(() => resolve(answer(202)), 20));
      const { status } = await deadline(60_000)(contextOf('GET', `${PODS}?timeout=${timeout}`), () => late);
      assert.equal(status, 202);
    });
  }

  test('leaves watches alone', async () => {
    const watch = contextOf('GET', `${PODS}?watch=1&timeout=1ms`);
    const late = new Promise<ReturnType<typeof answer>>((resolve) => setTimeout(() => resolve(answer(202)), 20));
    assert.equal((await deadline(1)(watch, () => late)).status, 202);
  });

  test('refuses what is no duration', () => {
    assert.throws(() => deadline(9)(contextOf('GET', `${PODS}?timeout=5`), assert.fail), {
      code: 400,
      message: 'invalid timeout specified in the request URL - time: missing unit in duration "5"',
    });
  });
});

describe('headers', () => {
  test('warnings are quoted, one header each, whatever is in them', async () => {
    const context = contextOf('GET', PODS);
    context.warnings.push('plain', 'a "quoted" \\ one', 'two\r\nlines');
    const response = await headers(context, () => answer());
    assert.deepEqual(response.headers.warning, [
      '299 - "plain"',
      '299 - "a \\"quoted\\" \\\\ one"',
      '299 - "two  lines"',
    ]);
    assert.equal(response.headers['audit-id'], 'audit');
  });
});

describe('compression', () => {
  const large = 'x'.repeat(200_000);
  const through = async (encoding: string | undefined, response = answer(200, large)) =>
    compression(contextOf('GET', PODS, { 'accept-encoding': encoding }), () => response);

  for (const [encoding, expected] of [
    ['gzip', 'gzip'],
    ['br, gzip', 'gzip'],
    ['gzip;q=0', undefined],
    ['br', undefined],
    [undefined, undefined],
  ] as const) {
    test(`Accept-Encoding: ${encoding} → ${expected ?? 'as it is'}`, async () => {
      assert.equal((await through(encoding)).headers['content-encoding'], expected);
    });
  }

  test('what is small, streamed or compressed already stays as it is', async () => {
    const already = { ...answer(200, large), headers: { 'content-encoding': 'br' } };
    const streamed = { ...answer(), body: async () => {} };
    for (const response of [answer(200, 'small'), already, streamed]) {
      assert.equal(await through('gzip', response), response);
    }
  });

  test('the answer depends on Accept-Encoding, beside what it depended on', async () => {
    const response = await through('gzip', { ...answer(200, large), headers: { vary: 'Accept' } });
    assert.equal(response.headers.vary, 'Accept, Accept-Encoding');
    assert.equal(gunzipSync(response.body as Uint8Array).toString(), large);
  });
});
