import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRequestInfo } from '../request/resolve-request-info.ts';
import { withoutCredentials } from './redact.ts';

const info = (method: string, path: string) => resolveRequestInfo(method, path, () => new URLSearchParams());
const SECRETS = info('POST', '/api/v1/namespaces/a/secrets');
const TOKEN = info('POST', '/api/v1/namespaces/a/serviceaccounts/s/token');
const REVIEW = info('POST', '/apis/authentication.k8s.io/v1/tokenreviews');
const CANARY = 'canary';
const APPLIED = { 'kubectl.kubernetes.io/last-applied-configuration': CANARY, other: 'kept' };
const secret = {
  kind: 'Secret',
  metadata: { name: 's', annotations: APPLIED },
  type: 'Opaque',
  data: { a: CANARY, __proto__x: CANARY },
  stringData: { b: CANARY },
};

const CASES: [what: string, about: ReturnType<typeof info>, value: unknown][] = [
  ['a secret', SECRETS, secret],
  ['a list of secrets', SECRETS, { kind: 'SecretList', items: [secret, secret] }],
  ['a table of secrets', SECRETS, { kind: 'Table', rows: [{ cells: ['s'], object: secret }] }],
  ['a merge patch', SECRETS, { data: { a: CANARY }, metadata: { annotations: APPLIED } }],
  ['a JSON patch', SECRETS, [{ op: 'replace', path: '/data/a', value: CANARY }]],
  ['a token request', TOKEN, { spec: { audiences: ['x'] }, status: { token: CANARY } }],
  ['a token review', REVIEW, { spec: { token: CANARY }, status: { authenticated: true } }],
];

for (const [what, about, value] of CASES) {
  test(`${what} is recorded without its credentials`, () => {
    const before = JSON.stringify(value);
    const shown = JSON.stringify(withoutCredentials(about, value));
    assert.ok(!shown.includes(CANARY), shown);
    assert.ok(shown.includes('<redacted>'));
    assert.equal(JSON.stringify(value), before, 'what is handed in is not changed');
  });
}

test('everything else of it stays', () => {
  const shown = withoutCredentials(SECRETS, secret) as typeof secret;
  assert.deepEqual(Object.keys(shown.data), ['a', '__proto__x']);
  assert.equal(shown.type, 'Opaque');
  assert.equal(shown.metadata.annotations.other, 'kept');
});

test('other kinds, and what is no object, are left alone', () => {
  const value = { data: { a: 'b' } };
  assert.equal(withoutCredentials(info('POST', '/api/v1/namespaces/a/configmaps'), value), value);
  assert.equal(withoutCredentials(info('GET', '/version'), value), value);
  assert.equal(withoutCredentials(SECRETS, 'text'), 'text');
});
