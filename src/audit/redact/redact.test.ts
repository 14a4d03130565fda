import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { resolveRequestInfo } from '../../request/resolve-request-info.ts';
import { redactedRequest, redactedResponse } from './redact.ts';

const info = (method: string, path: string) => resolveRequestInfo(method, path, () => new URLSearchParams());
const SECRETS = info('PATCH', '/api/v1/namespaces/a/secrets/s');
const DELETE = info('DELETE', '/api/v1/namespaces/a/secrets/s');
const TOKEN = info('POST', '/api/v1/namespaces/a/serviceaccounts/s/token');
const REVIEW = info('POST', '/apis/authentication.k8s.io/v1/tokenreviews');
const CANARY = 'canary';
const APPLIED = { 'kubectl.kubernetes.io/last-applied-configuration': CANARY, other: CANARY };
const secret = {
  kind: 'Secret',
  metadata: { name: 's', annotations: APPLIED, labels: { copied: CANARY }, finalizers: [CANARY] },
  type: 'Opaque',
  data: { a: CANARY, __proto__x: CANARY },
  stringData: { b: CANARY },
};

const REQUESTS: [what: string, about: ReturnType<typeof info>, value: unknown][] = [
  ['a secret', SECRETS, secret],
  ['a merge patch', SECRETS, { data: { a: CANARY }, metadata: { annotations: APPLIED } }],
  ['a merge patch of a text', SECRETS, { data: CANARY }],
  ['a merge patch of a list', SECRETS, { data: [CANARY] }],
  ['a merge patch of a text for another', SECRETS, { stringData: CANARY }],
  ['a value that is an object', SECRETS, { data: { a: { b: CANARY } } }],
  ['a field in lower case', SECRETS, { stringdata: { k: CANARY } }],
  ['a field that is not known', SECRETS, { foo: { k: CANARY } }],
  ['a strategic directive', SECRETS, { data: { $patch: CANARY } }],
  ['metadata that is a text', SECRETS, { metadata: CANARY }],
  ['a type that is an object', SECRETS, { type: { k: CANARY } }],
  ['items that are texts', SECRETS, { items: [CANARY], rows: [CANARY, { cells: [CANARY] }] }],
  ['a JSON patch', SECRETS, [{ op: 'replace', path: '/data/a', value: CANARY }]],
  ['a JSON patch with a member of its own', SECRETS, [{ op: 'replace', path: '/data/a', Value: CANARY }]],
  ['a JSON patch of texts', SECRETS, [CANARY]],
  ['a JSON patch that is an object', SECRETS, { a: CANARY }],
  ['a JSON patch that is a text', SECRETS, CANARY],
  ['options of a deletion', DELETE, { kind: 'DeleteOptions', stringData: { a: CANARY } }],
  ['a token review', REVIEW, { spec: { token: CANARY }, status: { authenticated: true } }],
  ['a token review that is a text', REVIEW, { spec: CANARY }],
];
const RESPONSES: typeof REQUESTS = [
  ['a list of secrets', SECRETS, { kind: 'SecretList', items: [secret, secret] }],
  ['a table of secrets', SECRETS, { kind: 'Table', rows: [{ cells: ['s'], object: secret }] }],
  ['a token request', TOKEN, { spec: { audiences: ['x'] }, status: { token: CANARY } }],
  [
    'a refusal',
    SECRETS,
    { kind: 'Status', reason: 'Invalid', message: CANARY, details: { causes: [{ message: CANARY }] } },
  ],
];

for (const [redacted, cases] of [
  [redactedRequest, REQUESTS],
  [redactedResponse, RESPONSES],
] as const) {
  for (const [what, about, value] of cases) {
    test(`${what} is recorded without its credentials`, () => {
      const before = JSON.stringify(value);
      const shown = JSON.stringify(redacted(about, value));
      assert.ok(!shown.includes(CANARY), shown);
      assert.ok(shown.includes('<redacted>'));
      assert.equal(JSON.stringify(value), before, 'what is handed in is not changed');
    });
  }
}

test('whatever stands below data or an unknown field is not shown', () => {
  const anything = fc.jsonValue().filter((value) => value !== null);
  fc.assert(
    fc.property(anything, fc.constantFrom('data', 'stringData', 'x', '__proto__'), (value, field) => {
      const shown = redactedRequest(SECRETS, JSON.parse(`{"${field}":${JSON.stringify({ k: value })}}`));
      assert.equal(
        JSON.stringify(shown).replaceAll('"<redacted>"', ''),
        `{"${field}":${field.endsWith('ata') ? '{"k":}' : ''}}`,
      );
    }),
  );
});

for (const [what, about, value] of [
  ['what a merge patch removes', SECRETS, { data: { a: null } }],
  ['where a JSON patch takes values from', SECRETS, [{ op: 'copy', from: '/data/a', path: '/data/b' }]],
  ['how is deleted', DELETE, { kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid: 'u' } }],
  ['for whom a token is', TOKEN, { spec: { audiences: ['x'], expirationSeconds: 600 } }],
] as const) {
  test(`${what} stays`, () => assert.deepEqual(redactedRequest(about, value), value));
}

test('the name, the type and the names of keys stay', () => {
  const { metadata, type, data } = redactedResponse(SECRETS, secret) as typeof secret;
  assert.deepEqual([metadata.name, type, Object.keys(data)], ['s', 'Opaque', Object.keys(secret.data)]);
  assert.deepEqual(Object.keys(metadata.annotations), Object.keys(APPLIED));
});

test('other kinds are left alone', () => {
  const value = { data: { a: 'b' } };
  assert.equal(redactedRequest(info('POST', '/api/v1/namespaces/a/configmaps'), value), value);
  assert.equal(redactedResponse(info('GET', '/version'), value), value);
});
