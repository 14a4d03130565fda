import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CredentialRevocation, CredentialRevocationSpec, IssuedCredentialSpec } from '../../api/allium.ts';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import { ManualClock } from '../../util/clock.ts';
import { expiryOf } from './expiry.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ROOT = '/apis/allium.dev/v1alpha1';
const REVOCATIONS = `${ROOT}/credentialrevocations`;
const RECORDS = `${ROOT}/issuedcredentials`;
const instant = (milliseconds: number) => new Date(milliseconds).toISOString().replace('.000', '');

function revocation(spec: CredentialRevocationSpec, name = 'r'): CredentialRevocation {
  const metadata = { name, creationTimestamp: instant(NOW) };
  return { apiVersion: 'allium.dev/v1alpha1', kind: 'CredentialRevocation', metadata, spec };
}

describe('when all that a revocation names has expired', () => {
  const known = new Map([
    ['certificate aff', NOW + HOUR],
    ['token j', NOW + DAY],
  ]);
  const decade = 3652.5 * DAY;
  const before = (subject: object) => ({ subject: { ...subject, issuedBefore: instant(NOW - DAY) } });
  const cases: readonly (readonly [CredentialRevocationSpec, number | undefined])[] = [
    [{ certificate: { serialNumber: '0A:FF' } }, NOW + HOUR],
    [{ certificate: { serialNumber: 'bb' } }, NOW + decade],
    [{ token: { id: 'j' } }, NOW + DAY],
    [{ token: { id: 'k' } }, undefined],
    [before({ user: 'jane' }), NOW - DAY + decade],
    [before({ group: 'dev' }), NOW - DAY + decade],
    [before({ user: 'system:serviceaccount:ci:deployer' }), undefined],
    [before({ user: 'system:bootstrap:abcdef' }), undefined],
    [before({ group: 'system:serviceaccounts:ci' }), undefined],
    [before({ group: 'system:authenticated' }), undefined],
    [before({ serviceAccount: { namespace: 'ci', name: 'deployer' } }), undefined],
  ];
  for (const [spec, expected] of cases) {
    test(JSON.stringify(spec), () => assert.equal(expiryOf(revocation(spec), known), expected));
  }
});

async function inCluster(
  options: Parameters<typeof openTestCluster>[0],
  act: (cluster: TestCluster, clock: ManualClock) => Promise<void>,
): Promise<void> {
  const clock = new ManualClock(NOW);
  const cluster = await openTestCluster({ ...options, clock });
  try {
    await act(cluster, clock);
  } finally {
    await cluster.close();
  }
}

const SPEC: IssuedCredentialSpec = {
  type: 'Certificate',
  credentialID: 'X509SHA256=ab',
  username: 'jane',
  serialNumber: 'aff',
  expiresAt: instant(NOW + HOUR),
};
const record = (spec: IssuedCredentialSpec = SPEC) => ({
  apiVersion: 'allium.dev/v1alpha1',
  kind: 'IssuedCredential',
  metadata: { name: 'x509sha256-ab' },
  spec,
});

test('a revocation learns when it is pointless, and goes a day after; so does the record', () =>
  inCluster({}, async (cluster, clock) => {
    await cluster.create(RECORDS, record());
    await cluster.create(REVOCATIONS, revocation({ certificate: { serialNumber: 'AFF' } }));
    await cluster.create(REVOCATIONS, revocation({ token: { id: 'endless' } }, 'endless'));
    const { status } = await cluster.until(`${REVOCATIONS}/r`, (_, body) => body.status !== undefined);
    assert.equal(status.expiresAt, instant(NOW + HOUR));
    clock.advance(DAY);
    assert.equal((await cluster.call('GET', `${REVOCATIONS}/r`)).status, 200);
    clock.advance(2 * HOUR);
    await cluster.untilGone(`${REVOCATIONS}/r`);
    await cluster.untilGone(`${RECORDS}/x509sha256-ab`);
    assert.equal((await cluster.call('GET', `${REVOCATIONS}/endless`)).status, 200);
    assert.deepEqual(cluster.log, []);
  }));

test('the use of credentials on record is written once a minute, and when the control plane stops', async () => {
  const uses = new Map([
    ['X509SHA256=ab', { at: NOW + 5000, from: '192.0.2.1' }],
    ['JTI=elsewhere', { at: NOW + 5000, from: '192.0.2.2' }],
  ]);
  const usage = {
    take() {
      const taken = new Map(uses);
      uses.clear();
      return taken;
    },
  };
  const credentials = { usage, own: { current: () => [], onChange: () => {} } };
  await inCluster({ credentials }, async (cluster, clock) => {
    const path = `${RECORDS}/x509sha256-ab`;
    await cluster.create(RECORDS, record());
    clock.advance(59_000);
    assert.equal((await cluster.call('GET', path)).body.status, undefined);
    clock.advance(1000);
    const { status } = await cluster.until(path, (_, body) => body.status !== undefined);
    assert.deepEqual(status, { lastUsedAt: instant(NOW + 5000), lastUsedFrom: '192.0.2.1' });
    uses.set('X509SHA256=ab', { at: NOW + 90_000, from: '192.0.2.3' });
    await cluster.controllers.stop();
    const { body } = await cluster.call('GET', path);
    assert.equal(body.status.lastUsedFrom, '192.0.2.3');
  });
});
