import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import type { ApiRequest } from '../../request/http.ts';
import { bootstrapTokenAuthenticator } from './bootstrap-token.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const GOOD = {
  'token-id': 'abcdef',
  'token-secret': '0123456789abcdef',
  'usage-bootstrap-authentication': 'true',
  expiration: '2030-01-02T00:00:00Z',
};

function secret(data: Record<string, string>, metadata: object = {}): KubeObject {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'bootstrap-token-abcdef', namespace: 'kube-system', ...metadata },
    type: 'bootstrap.kubernetes.io/token',
    data: Object.fromEntries(encoded),
  };
}

function authenticate(token: string, stored: KubeObject = secret(GOOD)) {
  const authenticator = bootstrapTokenAuthenticator({
    findSecret: (name) => (name === stored.metadata.name ? stored : undefined),
    now: () => NOW,
  });
  return authenticator.authenticate({ headers: { authorization: `Bearer ${token}` } } as unknown as ApiRequest);
}

const TOKEN = 'abcdef.0123456789abcdef';

test('a good token is a bootstrapper of its groups', () => {
  const groups = 'system:bootstrappers:workers,system:bootstrappers:kubeadm:default-node-token';
  assert.deepEqual(authenticate(TOKEN, secret({ ...GOOD, 'auth-extra-groups': groups })), {
    outcome: 'authenticated',
    method: 'bootstrap-token',
    user: {
      name: 'system:bootstrap:abcdef',
      groups: [
        'system:bootstrappers',
        'system:bootstrappers:kubeadm:default-node-token',
        'system:bootstrappers:workers',
        'system:authenticated',
      ],
    },
    credential: {
      id: 'BootstrapToken=abcdef',
      tokenId: 'abcdef',
      expiresAt: Date.parse('2030-01-02T00:00:00Z'),
      restsOn: [{ resource: 'secrets', namespace: 'kube-system', name: 'bootstrap-token-abcdef' }],
    },
  });
});

describe('not of this kind', () => {
  for (const token of ['', 'abcdef', 'a.b.c', 'ghijkl.0123456789abcdef']) {
    test(token, () => assert.deepEqual(authenticate(token), { outcome: 'no-opinion' }));
  }
});

describe('refused', () => {
  const cases: { name: string; token?: string; stored?: KubeObject; reason: RegExp }[] = [
    { name: 'another secret', token: 'abcdef.0123456789abcdeg', reason: /is not valid$/ },
    { name: 'expired', stored: secret({ ...GOOD, expiration: '2030-01-01T00:00:00Z' }), reason: /has expired$/ },
    { name: 'an unreadable expiration', stored: secret({ ...GOOD, expiration: 'soon' }), reason: /has expired$/ },
    {
      name: 'being deleted',
      stored: secret(GOOD, { deletionTimestamp: '2030-01-01T00:00:00Z' }),
      reason: /is not valid$/,
    },
    { name: 'another type', stored: { ...secret(GOOD), type: 'Opaque' }, reason: /is not valid$/ },
    {
      name: 'a secret of another id under this name',
      stored: secret({ ...GOOD, 'token-id': 'ghijkl' }),
      reason: /is not valid$/,
    },
    {
      name: 'not for authentication',
      stored: secret({ ...GOOD, 'usage-bootstrap-authentication': 'false' }),
      reason: /not meant for authentication$/,
    },
    ...['system:masters', 'system:bootstrappers:', 'system:bootstrappers:a,', 'system:bootstrappers:A'].map(
      (groups) => ({
        name: `the groups ${groups}`,
        stored: secret({ ...GOOD, 'auth-extra-groups': groups }),
        reason: /names a group that it may not name$/,
      }),
    ),
  ];
  for (const { name, token = TOKEN, stored, reason } of cases) {
    test(name, () => {
      const found = authenticate(token, stored);
      assert.ok(!(found instanceof Promise) && found.outcome === 'reject' && reason.test(found.reason));
      assert.doesNotMatch(found.reason, /0123456789/);
    });
  }
});
