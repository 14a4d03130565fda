/** TokenRequest, TokenReview, and what becomes of tokens as the objects that they name change. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';
import { parseJwt } from '../../authentication/jwt.ts';
import { ManualClock } from '../../util/clock.ts';

const NOW = Date.UTC(2026, 0, 1);
const SERVER = 'https://kubernetes.default.svc';
const CORE = '/api/v1/namespaces/default';
const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';

let api: TestApi;
let account: { name: string; uid: string };
before(async () => {
  api = await openTestApi({ clock: new ManualClock(NOW) });
  account = await create('serviceaccounts', { kind: 'ServiceAccount', metadata: { name: 'robot' } });
});
after(() => api.close());

async function create(resource: string, object: object, path = CORE): Promise<{ name: string; uid: string }> {
  const { status, text, body } = await api.call('POST', `${path}/${resource}`, { apiVersion: 'v1', ...object });
  assert.equal(status, 201, text);
  return { name: body.metadata.name, uid: body.metadata.uid };
}

const pod = (name: string, more: object = {}) =>
  create('pods', {
    kind: 'Pod',
    metadata: { name },
    spec: { serviceAccountName: 'robot', containers: [{ name: 'c', image: 'i' }], ...more },
  });

const request = (spec: object = {}, metadata: object = {}, path = `${CORE}/serviceaccounts/robot/token`) =>
  api.call('POST', path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata, spec });

async function tokenOf(spec?: object): Promise<string> {
  const { status, text, body } = await request(spec);
  assert.equal(status, 201, text);
  return body.status.token;
}
const claimsOf = (token: string) => parseJwt(token)!.claims;

const review = async (token: string, audiences?: string[]) => {
  const spec = { token, ...(audiences && { audiences }) };
  const object = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec };
  const { status, text, body } = await api.call('POST', '/apis/authentication.k8s.io/v1/tokenreviews', object);
  assert.equal(status, 201, text);
  return body.status;
};

describe('a token request', () => {
  test('is answered with a token for this server, good for an hour', async () => {
    const { body } = await request();
    const { token, ...status } = body.status;
    assert.deepEqual(body.metadata, {
      name: 'robot',
      namespace: 'default',
      uid: account.uid,
      creationTimestamp: '2026-01-01T00:00:00Z',
    });
    assert.deepEqual(body.spec, { audiences: [SERVER], expirationSeconds: 3600, boundObjectRef: null });
    assert.deepEqual(status, { expirationTimestamp: '2026-01-01T01:00:00Z' });
    const { jti, ...claims } = claimsOf(token);
    assert.match(jti, /^[0-9a-f-]{36}$/);
    assert.deepEqual(claims, {
      aud: [SERVER],
      exp: NOW / 1000 + 3600,
      iat: NOW / 1000,
      iss: SERVER,
      'kubernetes.io': { namespace: 'default', serviceaccount: account },
      nbf: NOW / 1000,
      sub: 'system:serviceaccount:default:robot',
    });
  });

  test('that leaves everything open, in any way, is answered alike', async () => {
    const nothing = { audiences: null, expirationSeconds: null, boundObjectRef: null };
    for (const spec of [nothing, null, { audiences: [] }]) {
      const { status, text, body } = await request(spec as object);
      assert.equal(status, 201, text);
      assert.deepEqual(body.spec, { audiences: [SERVER], expirationSeconds: 3600, boundObjectRef: null });
    }
  });

  test('that is a dry run is answered without a token', async () => {
    const { status, body } = await request({}, {}, `${CORE}/serviceaccounts/robot/token?dryRun=All`);
    assert.deepEqual([status, body.status], [201, { token: '', expirationTimestamp: '2026-01-01T01:00:00Z' }]);
  });

  test('has a token of its own each time', async () => {
    const [one, two] = await Promise.all([tokenOf(), tokenOf()]);
    assert.notEqual(claimsOf(one).jti, claimsOf(two).jti);
  });

  test('binds to a pod, and tells its node', async () => {
    const { uid } = await create('nodes', { kind: 'Node', metadata: { name: 'n1' } }, '/api/v1');
    const bound = await pod('on-n1', { nodeName: 'n1' });
    const token = await tokenOf({ boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'on-n1', uid: bound.uid } });
    assert.deepEqual(claimsOf(token)['kubernetes.io'], {
      namespace: 'default',
      node: { name: 'n1', uid },
      pod: bound,
      serviceaccount: account,
    });
    const { user } = await review(token);
    assert.deepEqual(user.extra, {
      [CREDENTIAL_ID]: [`JTI=${claimsOf(token).jti}`],
      'authentication.kubernetes.io/node-name': ['n1'],
      'authentication.kubernetes.io/node-uid': [uid],
      'authentication.kubernetes.io/pod-name': ['on-n1'],
      'authentication.kubernetes.io/pod-uid': [bound.uid],
    });
  });

  test('tells the name alone of a node that is not there', async () => {
    await pod('on-no-node', { nodeName: 'no-node' });
    const token = await tokenOf({ boundObjectRef: { kind: 'Pod', name: 'on-no-node' } });
    assert.deepEqual(claimsOf(token)['kubernetes.io'].node, { name: 'no-node' });
  });

  test('binds to a node', async () => {
    const node = await create('nodes', { kind: 'Node', metadata: { name: 'n2' } }, '/api/v1');
    const token = await tokenOf({ boundObjectRef: { apiVersion: 'v1', kind: 'Node', name: 'n2' } });
    assert.deepEqual(claimsOf(token)['kubernetes.io'].node, node);
    assert.equal((await review(token)).authenticated, true);
    await api.call('DELETE', '/api/v1/nodes/n2');
    assert.equal((await review(token)).error, 'service account token has been invalidated');
  });

  const injected = { expirationSeconds: 3607, boundObjectRef: { kind: 'Pod', name: 'injected' } };
  const extended: readonly (readonly [what: string, spec: object, seconds: number, warnAfter: number | undefined])[] = [
    ['as it is injected', injected, 31_536_000, 3607],
    ['of another life', { ...injected, expirationSeconds: 3600 }, 3600, undefined],
    ['of another audience', { ...injected, audiences: [SERVER, 'vault'] }, 3607, undefined],
    ['without a pod', { expirationSeconds: 3607 }, 3607, undefined],
  ];
  before(() => pod('injected'));
  for (const [what, spec, seconds, warnAfter] of extended) {
    test(`${what} lives ${seconds} seconds`, async () => {
      const { exp, 'kubernetes.io': own } = claimsOf(await tokenOf(spec));
      assert.deepEqual([exp - NOW / 1000, own.warnafter && own.warnafter - NOW / 1000], [seconds, warnAfter]);
    });
  }

  const range = 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value:';
  const refused: readonly (readonly [spec: object, code: number, message: string])[] = [
    [{ expirationSeconds: 599 }, 422, `${range} 599: may not specify a duration less than 10 minutes`],
    [{ expirationSeconds: -1 }, 422, `${range} -1: may not specify a duration less than 10 minutes`],
    [
      { expirationSeconds: 4294967297 },
      422,
      `${range} 4294967297: may not specify a duration larger than 2^32 seconds`,
    ],
    [{ boundObjectRef: { kind: 'Pod', name: 'ghost' } }, 404, 'pods "ghost" not found'],
    [{ boundObjectRef: { kind: 'Secret', name: 'ghost' } }, 404, 'secrets "ghost" not found'],
    [{ boundObjectRef: { kind: 'Node', name: 'ghost' } }, 404, 'nodes "ghost" not found'],
    [{ boundObjectRef: { kind: 'Pod' } }, 400, 'Name parameter required.'],
    [{ boundObjectRef: { kind: 'Pod', name: '../x' } }, 400, `Name parameter invalid: "../x": may not contain '/'`],
    [
      { boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'c' } },
      400,
      'cannot bind token to object of type /v1, Kind=ConfigMap',
    ],
    [
      { boundObjectRef: { apiVersion: 'apps/v1', kind: 'Pod', name: 'injected' } },
      400,
      'cannot bind token to object of type apps/v1, Kind=Pod',
    ],
    [
      { boundObjectRef: { kind: 'Pod', name: 'others' } },
      400,
      'cannot bind token for serviceaccount "robot" to pod running with different serviceaccount name.',
    ],
    [
      { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'injected', uid: 'before' } },
      409,
      'Operation cannot be fulfilled on Pod "injected": the UID in the bound object reference (before) does not match the UID in record. The object might have been deleted and then recreated',
    ],
  ];
  before(() => pod('others', { serviceAccountName: 'another' }));
  for (const [spec, code, message] of refused) {
    test(`with ${JSON.stringify(spec)} is refused`, async () => {
      const { status, body } = await request(spec);
      assert.deepEqual([status, body.message], [code, message]);
    });
  }

  const misnamed: readonly (readonly [metadata: object, code: number, message: RegExp])[] = [
    [
      { name: 'other' },
      422,
      /metadata\.name: Invalid value: "other": must match the service account name if specified/,
    ],
    [{ namespace: 'other' }, 400, /^the namespace of the provided object does not match the namespace sent on the /],
    [
      { uid: 'before' },
      409,
      /^Operation cannot be fulfilled on TokenRequest\.authentication\.k8s\.io "robot": the UID in the token request /,
    ],
  ];
  for (const [metadata, code, message] of misnamed) {
    test(`that means ${JSON.stringify(metadata)} is refused`, async () => {
      const { status, body } = await request({}, metadata);
      assert.equal(status, code);
      assert.match(body.message, message);
    });
  }

  test('for no account is refused', async () => {
    const { status, body } = await request({}, {}, `${CORE}/serviceaccounts/ghost/token`);
    assert.deepEqual([status, body.message], [404, 'serviceaccounts "ghost" not found']);
  });
});

describe('a token review', () => {
  test('tells user and audiences', async () => {
    const token = await tokenOf({ audiences: ['vault', SERVER] });
    assert.deepEqual(await review(token), {
      authenticated: true,
      user: {
        username: 'system:serviceaccount:default:robot',
        uid: account.uid,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
        extra: { [CREDENTIAL_ID]: [`JTI=${claimsOf(token).jti}`] },
      },
      audiences: [SERVER],
    });
    assert.deepEqual((await review(token, ['vault', 'other'])).audiences, ['vault']);
  });

  test('tells why a token is not good', async () => {
    const token = await tokenOf({ audiences: ['vault'] });
    assert.deepEqual(await review(token), {
      user: {},
      error: `token audiences ["vault"] is invalid for the target audiences ["${SERVER}"]`,
    });
  });
});

test('a token is its account, and dies with it at once', async () => {
  const token = await tokenOf();
  const whoAmI = () =>
    api.call(
      'POST',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      { authorization: `Bearer ${token}` },
    );
  const { body } = await whoAmI();
  assert.equal(body.status.userInfo.username, 'system:serviceaccount:default:robot');
  assert.deepEqual(body.status.userInfo.extra, { [CREDENTIAL_ID]: [`JTI=${claimsOf(token).jti}`] });
  await api.call('DELETE', `${CORE}/serviceaccounts/robot`);
  assert.equal((await whoAmI()).status, 401);
  await create('serviceaccounts', { kind: 'ServiceAccount', metadata: { name: 'robot' } });
  assert.equal((await whoAmI()).status, 401);
});

test('whatever a header or a review brings as a token, the answer is no internal error', async () => {
  const good = await tokenOf();
  const parts = good.split('.');
  const damaged = fc
    .tuple(fc.nat(2), fc.nat(300), fc.string({ minLength: 1, maxLength: 3 }))
    .map(([part, at, text]) => parts.toSpliced(part, 1, parts[part]!.slice(0, at) + text).join('.'));
  const token = fc.oneof(damaged, fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }));
  const object = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' };
  await fc.assert(
    fc.asyncProperty(token, fc.constantFrom('Bearer ', 'bearer  ', '', 'Basic '), async (text, scheme) => {
      const { status } = await api.call('GET', '/api', undefined, { authorization: scheme + text });
      assert.ok(status === 200 || status === 401);
      const reviewed = await api.call('POST', '/apis/authentication.k8s.io/v1/tokenreviews', {
        ...object,
        spec: { token: text },
      });
      assert.ok(reviewed.status === 201 || reviewed.status === 400, reviewed.text);
    }),
    { numRuns: 200 },
  );
});
