import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CredentialRevocation } from '../../api/allium.ts';
import { openTestApi } from '../../assembly/testing.ts';
import { ManualClock } from '../../util/clock.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const REVOCATIONS = '/apis/allium.dev/v1alpha1/credentialrevocations';
const ISSUED = '/apis/allium.dev/v1alpha1/issuedcredentials';
const testApi = await openTestApi({ clock: new ManualClock(NOW) });
const { call } = testApi;
process.on('exit', () => void testApi.close());

let count = 0;
const revocation = (spec: unknown, name = `r${++count}`) => ({
  apiVersion: 'allium.dev/v1alpha1',
  kind: 'CredentialRevocation',
  metadata: { name },
  spec,
});
const oneOf = (fields: string) => `may not specify more than one of: ${fields}`;
const SPEC_FIELDS = 'certificate, token, subject';
const SUBJECT_FIELDS = 'user, group, serviceAccount';
const SERIAL = 'must be a hexadecimal number of at most 20 octets, with colons between them or without';

describe('what a revocation may say', () => {
  const cases: readonly (readonly [spec: CredentialRevocation['spec'], error: string | undefined])[] = [
    [{ certificate: { serialNumber: '0A:ff' } }, undefined],
    [{ certificate: { serialNumber: 'aff', issuer: 'CN=ca' }, reason: 'KeyCompromise' }, undefined],
    [{ token: { id: 'a' } }, undefined],
    [{ subject: { user: 'jane', issuedBefore: '2029-01-01T00:00:00Z' } }, undefined],
    [{ subject: { serviceAccount: { namespace: 'ci', name: 'deployer' } } }, undefined],
    [{}, `spec: Required value: must specify one of: ${SPEC_FIELDS}`],
    [{ token: { id: 'a' }, subject: { user: 'a' } }, `spec.subject: Forbidden: ${oneOf(SPEC_FIELDS)}`],
    [{ certificate: {} }, 'spec.certificate.serialNumber: Required value'],
    [{ certificate: { serialNumber: '12g' } }, `spec.certificate.serialNumber: Invalid value: "12g": ${SERIAL}`],
    [{ token: {} }, 'spec.token.id: Required value'],
    [{ subject: {} }, `spec.subject: Required value: must specify one of: ${SUBJECT_FIELDS}`],
    [{ subject: { user: '' } }, 'spec.subject.user: Required value'],
    [{ subject: { user: 'a', group: 'b' } }, `spec.subject.group: Forbidden: ${oneOf(SUBJECT_FIELDS)}`],
    [{ subject: { serviceAccount: { namespace: 'ci' } } }, 'spec.subject.serviceAccount.name: Required value'],
    [
      { token: { id: 'a' }, reason: 'Lost' },
      'spec.reason: Unsupported value: "Lost": supported values: "AffiliationChanged", "CessationOfOperation", "KeyCompromise", "PrivilegeWithdrawn", "Superseded", "Unspecified"',
    ],
    [{ token: { id: 'a' }, note: 'x'.repeat(1025) }, 'spec.note: Too long: may not be more than 1024 bytes'],
  ];
  for (const [spec, error] of cases) {
    test(`${JSON.stringify(spec).slice(0, 90)}: ${error === undefined ? 'created' : 'refused'}`, async () => {
      const sent = revocation(spec);
      const { status, body } = await call('POST', REVOCATIONS, sent);
      if (error === undefined) assert.equal(status, 201, body.message);
      else {
        const name = sent.metadata.name;
        assert.deepEqual(
          [status, body.message],
          [422, `CredentialRevocation.allium.dev "${name}" is invalid: ${error}`],
        );
      }
    });
  }
});

test('a subject is revoked up to now where no instant is given', async () => {
  const { body } = await call('POST', REVOCATIONS, revocation({ subject: { group: 'dev' } }));
  assert.deepEqual(body.spec, {
    subject: { group: 'dev', issuedBefore: '2030-01-01T00:00:01Z' },
    reason: 'Unspecified',
  });
});

test('what is revoked cannot be changed', async () => {
  const { body } = await call('POST', REVOCATIONS, revocation({ token: { id: 'a' } }));
  body.spec.token.id = 'b';
  const { status, body: answer } = await call('PUT', `${REVOCATIONS}/${body.metadata.name}`, body);
  assert.equal(status, 422);
  assert.match(answer.message, /spec: Invalid value: .*: field is immutable$/);
});

test('only the status subresource changes the status', async () => {
  const { body } = await call('POST', REVOCATIONS, {
    ...revocation({ token: { id: 'a' } }),
    status: { expiresAt: '2031-01-01T00:00:00Z' },
  });
  assert.equal(body.status, undefined);
  body.status = { expiresAt: '2031-01-01T00:00:00Z' };
  const path = `${REVOCATIONS}/${body.metadata.name}`;
  assert.equal((await call('PUT', path, body)).body.status, undefined);
  const { body: current } = await call('GET', path);
  const changed = { ...current, status: body.status, spec: { token: { id: 'b' } } };
  const { body: after } = await call('PUT', `${path}/status`, changed);
  assert.deepEqual([after.status, after.spec.token.id], [body.status, 'a']);
});

test('issued credentials', async () => {
  const spec = { type: 'Certificate', credentialID: 'X509SHA256=aa', username: 'jane' };
  const object = { apiVersion: 'allium.dev/v1alpha1', kind: 'IssuedCredential', metadata: { name: 'a' }, spec };
  assert.equal((await call('POST', ISSUED, object)).status, 201);
  const { body } = await call('GET', `${ISSUED}?fieldSelector=spec.username%3Djane`);
  assert.equal(body.items.length, 1);
  const { body: refused } = await call('POST', ISSUED, { ...object, metadata: { name: 'b' }, spec: { type: 'Key' } });
  assert.match(refused.message, /spec.type: Unsupported value.*spec.credentialID: Required.*spec.username: Required/);
});

test('columns', async () => {
  const subject = { serviceAccount: { namespace: 'ci', name: 'deployer' }, issuedBefore: '2029-01-01T00:00:00Z' };
  await call('POST', REVOCATIONS, revocation({ subject, reason: 'KeyCompromise', note: 'in a log' }, 'deployer'));
  const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const { body } = await call('GET', `${REVOCATIONS}/deployer`, undefined, accept);
  assert.deepEqual(body.rows[0].cells, [
    'deployer',
    'service account ci/deployer',
    '2029-01-01T00:00:00Z',
    'KeyCompromise',
    '0s',
    '<unknown>',
    'in a log',
  ]);
});

test("discovery and OpenAPI have the kinds as they have Kubernetes' own", async () => {
  const { body: discovery } = await call('GET', '/apis/allium.dev/v1alpha1');
  const names: string[] = discovery.resources.map(({ name }: { name: string }) => name);
  assert.deepEqual(
    names.filter((name) => name.startsWith('credential') || name.startsWith('issued')),
    ['credentialrevocations', 'credentialrevocations/status', 'issuedcredentials', 'issuedcredentials/status'],
  );
  const { body: document } = await call('GET', '/openapi/v3/apis/allium.dev/v1alpha1');
  const { properties } = document.components.schemas['dev.allium.v1alpha1.CredentialRevocationSpec'];
  assert.match(properties.reason.description, /KeyCompromise/);
  assert.deepEqual(properties.token.allOf, [{ $ref: '#/components/schemas/dev.allium.v1alpha1.RevokedToken' }]);
});
