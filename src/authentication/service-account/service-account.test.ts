import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../api/object.ts';
import type { Authentication } from '../authenticator.ts';
import { type BoundClaims, encodeBoundClaims } from './bound-claims.ts';
import { encodeLegacyClaims } from './legacy-token.ts';
import { serviceAccountAuthenticator } from './service-account.ts';
import { bearing, ecKey, ISSUER, TestObjects } from './testing.ts';
import { TokenSigner } from './token-signer.ts';
import { VerificationKeys } from './verification-keys.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1000;
const KEY = ecKey();
const SIGNER = new TokenSigner(KEY);

const BOUND: BoundClaims = {
  issuer: ISSUER,
  tokenId: 'id-1',
  audiences: ['api', 'other'],
  issuedAt: SECONDS,
  notBefore: SECONDS,
  expiresAt: SECONDS + 600,
  namespace: 'team',
  account: { name: 'robot', uid: 'account-1' },
  pod: undefined,
  secret: undefined,
  node: undefined,
  warnAfter: undefined,
};
const LEGACY = {
  namespace: 'team',
  secret: 'long-lived',
  account: 'robot',
  accountUid: 'account-1',
  tokenId: 'id-2',
  issuedAt: SECONDS,
};

function open(keys: readonly KeyObject[] = [KEY]) {
  const live = new TestObjects();
  live.set('serviceaccounts', 'robot', 'account-1');
  const clock = { now: NOW };
  const used: string[] = [];
  const authenticator = serviceAccountAuthenticator({
    issuers: [ISSUER, 'https://issuer-before.example'],
    keys: new VerificationKeys(keys),
    apiAudiences: ['api'],
    live,
    now: () => clock.now,
    onUse: (namespace, secret) => used.push(`${namespace}/${secret}`),
  });
  const show = async (token: string, audiences?: readonly string[]): Promise<Authentication> =>
    authenticator.authenticate(bearing(token), audiences);
  return { live, clock, used, authenticator, show };
}

const bound = (change: Partial<BoundClaims> = {}) => SIGNER.sign(encodeBoundClaims({ ...BOUND, ...change }));
const reasonOf = (found: Authentication) => (found.outcome === 'reject' ? found.reason : found.outcome);

const ACCOUNT = { resource: 'serviceaccounts', namespace: 'team', name: 'robot' } as const;

const notesOf = (found: Authentication) => (found.outcome === 'no-opinion' ? undefined : found.notes);

describe('a bound token', () => {
  test('is noted when its client should have fetched a new one', async () => {
    const { show, clock } = open();
    const token = await bound({ warnAfter: SECONDS + 60 });
    clock.now = NOW + 60_000;
    assert.equal(notesOf(await show(token)), undefined);
    clock.now = NOW + 67_500;
    assert.deepEqual(notesOf(await show(token)), {
      'authentication.k8s.io/stale-token':
        'subject: system:serviceaccount:team:robot, seconds after warning threshold: 7',
    });
    clock.now = NOW + 3_600_000;
    assert.equal(notesOf(await show(token)), undefined, 'expired');
  });

  test('is its account', async () => {
    assert.deepEqual(await open().show(await bound()), {
      outcome: 'authenticated',
      method: 'service-account',
      user: {
        name: 'system:serviceaccount:team:robot',
        uid: 'account-1',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:team', 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': ['JTI=id-1'] },
      },
      credential: {
        id: 'JTI=id-1',
        issuer: ISSUER,
        tokenId: 'id-1',
        issuedAt: NOW,
        expiresAt: NOW + 660_000,
        restsOn: [ACCOUNT],
      },
      audiences: ['api'],
    });
  });

  test('of a pod tells the pod and its node, which need not be there any more', async () => {
    const { live, show } = open();
    live.set('pods', 'p', 'pod-1');
    const found = await show(await bound({ pod: { name: 'p', uid: 'pod-1' }, node: { name: 'n', uid: 'node-1' } }));
    assert.deepEqual(found.outcome === 'authenticated' && found.user.extra, {
      'authentication.kubernetes.io/credential-id': ['JTI=id-1'],
      'authentication.kubernetes.io/node-name': ['n'],
      'authentication.kubernetes.io/node-uid': ['node-1'],
      'authentication.kubernetes.io/pod-name': ['p'],
      'authentication.kubernetes.io/pod-uid': ['pod-1'],
    });
  });

  test('without an id is named by its digest', async () => {
    const found = await open().show(await bound({ tokenId: undefined }));
    assert.match((found.outcome === 'authenticated' && found.credential?.id) || '', /^TOKENSHA256=[0-9a-f]{64}$/);
  });

  test('is verified once, and judged on every request', async () => {
    const { authenticator, live, show } = open();
    const token = await bound();
    await show(token);
    const again = authenticator.authenticate(bearing(token));
    assert.ok(!(again instanceof Promise) && again.outcome === 'authenticated');
    live.remove('serviceaccounts', 'robot');
    assert.equal(reasonOf(await show(token)), 'serviceaccounts "robot" not found');
  });

  for (const [audiences, expected] of [
    [undefined, ['api']],
    [['other'], ['other']],
    [
      ['nobody', 'other', 'api'],
      ['other', 'api'],
    ],
  ] as const) {
    test(`for ${audiences ?? 'this server'} is good for ${expected}`, async () => {
      const found = await open().show(await bound(), audiences);
      assert.deepEqual(found.outcome === 'authenticated' && found.audiences, expected);
    });
  }

  test('of other audiences is refused', async () => {
    const refused = 'token audiences ["api" "other"] is invalid for the target audiences ["x" "y"]';
    assert.equal(reasonOf(await open().show(await bound(), ['x', 'y'])), refused);
    assert.match(reasonOf(await open().show(await bound({ audiences: [] }))), /^token audiences \[\] is invalid/);
  });

  const times: readonly (readonly [what: string, at: number, expected: string])[] = [
    ['in time', 0, 'authenticated'],
    ['within the leeway after its end', 660, 'authenticated'],
    ['past its end', 661, 'service account token has expired'],
    ['within the leeway before its start', -60, 'authenticated'],
    ['before its start', -61, 'service account token is not valid yet'],
  ];
  for (const [what, at, expected] of times) {
    test(`${what}: ${expected}`, async () => {
      const { clock, show } = open();
      const token = await bound();
      await show(token);
      clock.now = NOW + at * 1000;
      assert.equal(reasonOf(await show(token)), expected);
    });
  }

  test('issued in the future is refused', async () => {
    const token = await bound({ issuedAt: SECONDS + 61 });
    assert.equal(reasonOf(await open().show(token)), 'service account token is issued in the future');
  });
});

describe('what a token is bound to', () => {
  const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
  const pod = { pod: { name: 'p', uid: 'pod-1' } };
  const secret = { secret: { name: 's', uid: 'secret-1' } };
  const node = { node: { name: 'n', uid: 'node-1' } };
  const gone = 'service account token has been invalidated';
  const being = (since: string) => ({ metadata: { deletionTimestamp: since } });
  const cases: readonly (readonly [
    what: string,
    claims: Partial<BoundClaims>,
    change: (live: TestObjects) => void,
    expected: string,
  ])[] = [
    ['no account', {}, (live) => live.remove('serviceaccounts', 'robot'), 'serviceaccounts "robot" not found'],
    [
      'another account of its name',
      {},
      (live) => live.set('serviceaccounts', 'robot', 'account-2'),
      'service account UID (account-2) does not match claim (account-1)',
    ],
    [
      'an account that should have gone',
      {},
      (live) => live.set('serviceaccounts', 'robot', 'account-1', being(minutesAgo(2))),
      'service account team/robot has been deleted',
    ],
    ['no pod', pod, () => {}, gone],
    ['its pod', pod, (live) => live.set('pods', 'p', 'pod-1'), 'authenticated'],
    [
      'another pod of its name',
      pod,
      (live) => live.set('pods', 'p', 'pod-2'),
      'pod UID (pod-2) does not match service account pod ref claim (pod-1)',
    ],
    [
      'a pod that ends in a minute',
      pod,
      (live) => live.set('pods', 'p', 'pod-1', being(minutesAgo(-1))),
      'authenticated',
    ],
    [
      'a pod that should have ended now',
      pod,
      (live) => live.set('pods', 'p', 'pod-1', being(minutesAgo(1))),
      'authenticated',
    ],
    [
      'a pod that should have ended long ago',
      pod,
      (live) => live.set('pods', 'p', 'pod-1', being(minutesAgo(2))),
      gone,
    ],
    ['no secret', secret, () => {}, gone],
    ['its secret', secret, (live) => live.set('secrets', 's', 'secret-1'), 'authenticated'],
    [
      'another secret of its name',
      secret,
      (live) => live.set('secrets', 's', 'secret-2'),
      'secret UID (secret-2) does not match service account secret ref claim (secret-1)',
    ],
    ['no node', node, () => {}, gone],
    ['its node', node, (live) => live.set('nodes', 'n', 'node-1'), 'authenticated'],
    [
      'another node of its name',
      node,
      (live) => live.set('nodes', 'n', 'node-2'),
      'node UID (node-2) does not match service account node ref claim (node-1)',
    ],
  ];
  for (const [what, claims, change, expected] of cases) {
    test(`${what}: ${expected}`, async () => {
      const { live, show } = open();
      change(live);
      assert.equal(reasonOf(await show(await bound(claims))), expected);
    });
  }
});

describe('a credential rests on all that its judgement looks at', () => {
  const pod = { name: 'p', uid: 'p' };
  const secret = { name: 's', uid: 's' };
  const node = { name: 'n', uid: 'n' };
  const cases: readonly (readonly [what: string, claims: Partial<BoundClaims>, resources: readonly string[]])[] = [
    ['of its own', {}, ['serviceaccounts']],
    ['bound to a secret', { secret }, ['serviceaccounts', 'secrets']],
    ['bound to a pod', { pod, node }, ['serviceaccounts', 'pods']],
    ['bound to a node', { node }, ['serviceaccounts', 'nodes']],
  ];
  for (const [what, claims, resources] of cases) {
    test(what, async () => {
      const { live, show } = open();
      for (const [resource, name] of [['pods', 'p'] as const, ['secrets', 's'] as const, ['nodes', 'n'] as const]) {
        live.set(resource, name, name);
      }
      const found = await show(await bound(claims));
      const restsOn = (found.outcome === 'authenticated' && found.credential?.restsOn) || [];
      assert.deepEqual(
        restsOn.map(({ resource }) => resource),
        resources,
      );
      for (const { resource, name } of restsOn) {
        assert.ok(live.find(resource, 'team', name));
        live.remove(resource, name);
        assert.notEqual(reasonOf(await show(await bound(claims))), 'authenticated');
        live.set(resource, name, resource === 'serviceaccounts' ? 'account-1' : name);
      }
    });
  }
});

describe('keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  for (const key of [KEY, ecKey('P-384'), ecKey('P-521'), rsa]) {
    const { algorithm } = new VerificationKeys([key]).all[0]!;
    test(`${algorithm}, among others`, async () => {
      const token = await new TokenSigner(key).sign(encodeBoundClaims(BOUND));
      assert.equal((await open([ecKey(), key]).show(token)).outcome, 'authenticated');
    });
  }

  test('of nobody here: refused', async () => {
    assert.equal(reasonOf(await open([ecKey()]).show(await bound())), 'invalid signature');
  });

  const parts = async () => (await bound()).split('.') as [string, string, string];
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forgeries: readonly (readonly [what: string, forge: () => Promise<string>])[] = [
    [
      'other claims',
      async () => {
        const [header, , signature] = await parts();
        const claims = encodeBoundClaims({ ...BOUND, account: { name: 'admin', uid: 'account-1' } });
        return `${header}.${encode(claims)}.${signature}`;
      },
    ],
    ['no algorithm', async () => `${encode({ alg: 'none' })}.${(await parts())[1]}.AA`],
    [
      'the public key as a shared secret',
      async () => {
        const { CompactSign } = await import('jose/jws/compact/sign');
        const [key] = new VerificationKeys([KEY]).all;
        const secret = Buffer.from(key!.key.export({ type: 'spki', format: 'pem' }));
        return new CompactSign(Buffer.from(JSON.stringify(encodeBoundClaims(BOUND))))
          .setProtectedHeader({ alg: 'HS256', kid: key!.id })
          .sign(secret);
      },
    ],
    [
      'another key under the name of ours',
      async () => {
        const { CompactSign } = await import('jose/jws/compact/sign');
        const { id } = new VerificationKeys([KEY]).all[0]!;
        return new CompactSign(Buffer.from(JSON.stringify(encodeBoundClaims(BOUND))))
          .setProtectedHeader({ alg: 'ES256', kid: id })
          .sign(ecKey());
      },
    ],
  ];
  for (const [what, forge] of forgeries) {
    test(`${what}: refused`, async () => assert.equal(reasonOf(await open().show(await forge())), 'invalid signature'));
  }

  test('a token that names no key is held against all', async () => {
    const { CompactSign } = await import('jose/jws/compact/sign');
    const token = await new CompactSign(Buffer.from(JSON.stringify(encodeBoundClaims(BOUND))))
      .setProtectedHeader({ alg: 'ES256' })
      .sign(KEY);
    assert.equal((await open([ecKey(), KEY]).show(token)).outcome, 'authenticated');
  });
});

describe('claims', () => {
  const good = encodeBoundClaims(BOUND);
  const broken: readonly (readonly [what: string, change: JsonObject])[] = [
    ['no kubernetes.io', { 'kubernetes.io': undefined }],
    ['another subject', { sub: 'system:serviceaccount:team:admin' }],
    ['an id that is a number', { jti: 1 }],
    ['audiences of numbers', { aud: [1] }],
    ['an end that is text', { exp: 'never' }],
    ['a pod without a UID', { 'kubernetes.io': { ...good['kubernetes.io'], pod: { name: 'p' } } }],
    ['a secret that is text', { 'kubernetes.io': { ...good['kubernetes.io'], secret: 's' } }],
  ];
  for (const [what, change] of broken) {
    test(`${what}: refused`, async () => {
      const found = await open().show(await SIGNER.sign({ ...good, ...change }));
      assert.equal(reasonOf(found), 'service account token claims could not be validated');
    });
  }

  test('tokens of other issuers, and what is no token, are left to others', async () => {
    const { show, authenticator } = open();
    assert.equal((await show(await bound({ issuer: 'https://else.example' }))).outcome, 'no-opinion');
    assert.equal((await show('abcdef.0123456789abcdef')).outcome, 'no-opinion');
    assert.deepEqual(authenticator.authenticate({ headers: {} } as never), { outcome: 'no-opinion' });
  });

  test('signed or not, nothing makes it throw', async () => {
    const { show } = open();
    const claims = fc.record(
      {
        iss: fc.constantFrom(ISSUER, 'kubernetes/serviceaccount'),
        sub: fc.oneof(fc.constant('system:serviceaccount:team:robot'), fc.jsonValue()),
        exp: fc.oneof(fc.constant(SECONDS + 60), fc.jsonValue()),
        aud: fc.oneof(fc.constant(['api']), fc.jsonValue()),
        'kubernetes.io': fc.oneof(fc.constant(good['kubernetes.io']), fc.jsonValue()),
      },
      { requiredKeys: ['iss'] },
    );
    await fc.assert(
      fc.asyncProperty(claims, fc.boolean(), async (payload, isSigned) => {
        const token = await SIGNER.sign(payload);
        const shown = isSigned ? token : `${token.slice(0, -8)}AAAAAAAA`;
        const { outcome } = await show(shown);
        assert.ok(outcome === 'reject' || (isSigned && outcome === 'authenticated'));
      }),
      { numRuns: 150 },
    );
  });
});

describe('TOB-K8S, NCC: legacy tokens that never expire', () => {
  const data = (token: string) => ({ token: Buffer.from(token).toString('base64') });
  const type = 'kubernetes.io/service-account-token';

  test('count while a secret of their type holds them', async () => {
    const { live, show, used } = open();
    const token = await SIGNER.sign(encodeLegacyClaims(LEGACY));
    live.set('secrets', 'long-lived', 'secret-1', { type, data: data(token) });
    const found = await show(token);
    assert.equal(found.outcome === 'authenticated' && found.user.name, 'system:serviceaccount:team:robot');
    assert.deepEqual(found.outcome === 'authenticated' && found.credential, {
      id: 'JTI=id-2',
      issuer: 'kubernetes/serviceaccount',
      tokenId: 'id-2',
      issuedAt: NOW,
      restsOn: [{ resource: 'secrets', namespace: 'team', name: 'long-lived' }, ACCOUNT],
    });
    assert.deepEqual(used, ['team/long-lived']);
    live.remove('secrets', 'long-lived');
    assert.equal(reasonOf(await show(token)), 'Token has been invalidated');
  });

  const metadata = { deletionTimestamp: new Date(NOW).toISOString() };
  const cases: readonly (readonly [
    what: string,
    change: (live: TestObjects, token: string) => void,
    expected: string | RegExp,
  ])[] = [
    ['no secret', () => {}, 'Token has been invalidated'],
    [
      'a secret of another type',
      (live, token) => live.set('secrets', 'long-lived', 's', { type: 'Opaque', data: data(token) }),
      'Token has been invalidated',
    ],
    [
      'a secret that goes',
      (live, token) => live.set('secrets', 'long-lived', 's', { type, data: data(token), metadata }),
      'Token has been invalidated',
    ],
    [
      'a secret with another token',
      (live, token) => live.set('secrets', 'long-lived', 's', { type, data: data(`${token}x`) }),
      "Token does not match server's copy",
    ],
    [
      'an empty secret',
      (live) => live.set('secrets', 'long-lived', 's', { type }),
      "Token does not match server's copy",
    ],
    [
      'no account',
      (live, token) => {
        live.set('secrets', 'long-lived', 's', { type, data: data(token) });
        live.remove('serviceaccounts', 'robot');
      },
      'serviceaccounts "robot" not found',
    ],
    [
      'an account that goes',
      (live, token) => {
        live.set('secrets', 'long-lived', 's', { type, data: data(token) });
        live.set('serviceaccounts', 'robot', 'account-1', { metadata });
      },
      'ServiceAccount team/robot has been deleted',
    ],
    [
      'another account of its name',
      (live, token) => {
        live.set('secrets', 'long-lived', 's', { type, data: data(token) });
        live.set('serviceaccounts', 'robot', 'account-2');
      },
      'ServiceAccount UID (account-2) does not match claim (account-1)',
    ],
    [
      'a secret that is marked invalid',
      (live, token) => {
        const labels = { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' };
        live.set('secrets', 'long-lived', 's', { type, data: data(token), metadata: { labels } });
      },
      /^the token in secret team\/long-lived for service account team\/robot has been marked invalid\. Use tokens /,
    ],
  ];
  for (const [what, change, expected] of cases) {
    test(`${what}: refused`, async () => {
      const { live, show } = open();
      const token = await SIGNER.sign(encodeLegacyClaims(LEGACY));
      change(live, token);
      const reason = reasonOf(await show(token));
      if (typeof expected === 'string') assert.equal(reason, expected);
      else assert.match(reason, expected);
    });
  }

  for (const [what, secrets, labels, notes] of [
    ['that somebody made', [], {}, { 'authentication.k8s.io/legacy-token-manual-secret': 'long-lived' }],
    [
      'that was made for its account',
      [{ name: 'long-lived' }],
      {},
      { 'authentication.k8s.io/legacy-token-autogenerated-secret': 'long-lived' },
    ],
    [
      'that is marked invalid',
      [],
      { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' },
      { 'authentication.k8s.io/legacy-token-invalidated': 'long-lived/team' },
    ],
  ] as const) {
    test(`use of a secret's token ${what} is noted`, async () => {
      const { live, show } = open();
      const token = await SIGNER.sign(encodeLegacyClaims(LEGACY));
      live.set('serviceaccounts', 'robot', 'account-1', { secrets });
      live.set('secrets', 'long-lived', 's', { type, data: data(token), metadata: { labels } });
      assert.deepEqual(notesOf(await show(token)), notes);
    });
  }

  test('of upstream, which have no id, are named by their digest', async () => {
    const { live, show } = open();
    const token = await SIGNER.sign(encodeLegacyClaims({ ...LEGACY, tokenId: undefined, issuedAt: undefined }));
    live.set('secrets', 'long-lived', 'secret-1', { type, data: data(token) });
    const found = await show(token);
    assert.equal(found.outcome === 'authenticated' && found.user.extra, undefined);
    assert.match((found.outcome === 'authenticated' && found.credential?.id) || '', /^TOKENSHA256=[0-9a-f]{64}$/);
  });

  test('are for this server only', async () => {
    const { live, show } = open();
    const token = await SIGNER.sign(encodeLegacyClaims(LEGACY));
    live.set('secrets', 'long-lived', 'secret-1', { type, data: data(token) });
    assert.match(reasonOf(await show(token, ['vault'])), /^token audiences \["api"\] is invalid/);
  });

  test('a bound token without an end is refused', async () => {
    const { exp: _, ...endless } = encodeBoundClaims(BOUND);
    assert.equal(
      reasonOf(await open().show(await SIGNER.sign(endless))),
      'service account token claims could not be validated',
    );
  });
});
