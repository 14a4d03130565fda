import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openTestApi } from '../../assembly/testing.ts';
import { ApiClient } from '../../client/client.ts';
import { InProcessTransport } from '../../client/in-process.ts';
import { ConfigError } from '../../config/errors.ts';
import { parseExpiry } from './add.ts';
import { type Holding, readHoldings } from './holdings.ts';
import { listing } from './list.ts';
import { revoke } from './revoke.ts';

const NOW = Date.parse('2030-01-02T00:00:00Z');
const testApi = await openTestApi();
after(testApi.close);
const client = new ApiClient(new InProcessTransport((request) => testApi.api.handle(request)), 'test');

async function record(name: string, spec: object): Promise<void> {
  const object = { apiVersion: 'allium.dev/v1alpha1', kind: 'IssuedCredential', metadata: { name }, spec };
  const { status, text } = await testApi.call('POST', '/apis/allium.dev/v1alpha1/issuedcredentials', object);
  assert.equal(status, 201, text);
}

const certificate = (username: string, id: string, issuedAt: string, expiresAt: string) => ({
  ...{ type: 'Certificate', username, groups: ['dev'], credentialID: `X509SHA256=${id}`, serialNumber: id },
  ...{ issuedBy: 'kubernetes-admin', issuedAt, expiresAt },
});
await record('a', certificate('jane', 'aa', '2030-01-01T00:00:00Z', '2031-01-01T00:00:00Z'));
await record('b', certificate('jane', 'bb', '2029-01-01T00:00:00Z', '2030-01-01T00:00:00Z'));
await record('c', certificate('system:node:n1', 'cc', '2030-01-01T00:00:00Z', '2031-01-01T00:00:00Z'));
await record('d', {
  ...{ type: 'Token', username: 'system:serviceaccount:allium-users:ci', credentialID: 'JTI=dd', tokenID: 'dd' },
  ...{ groups: ['system:serviceaccounts'], issuedAt: '2030-01-01T12:00:00Z', expiresAt: '2030-01-03T00:00:00Z' },
});
const told = (holdings: readonly Holding[]) => holdings.map(({ user, record, state }) => `${user} ${record} ${state}`);

test('who holds what: by person, the newest first', async () => {
  assert.deepEqual(told(await readHoldings(client, NOW)), [
    'ci d valid',
    'jane a valid',
    'jane b expired',
    'system:node:n1 c valid',
  ]);
});

test('the list for people leaves out nodes; the one for programs has all fields', async () => {
  const holdings = await readHoldings(client, NOW);
  assert.equal(
    await listing(holdings, { all: false }, NOW),
    [
      'USER   TYPE          STATE     GROUPS   ISSUED BY          ISSUED             EXPIRES            LAST USED   FROM',
      'ci     token         valid     -        -                  2030-01-01 12:00   2030-01-03 00:00   never       -',
      'jane   certificate   valid     dev      kubernetes-admin   2030-01-01 00:00   2031-01-01 00:00   never       -',
      'jane   certificate   expired   dev      kubernetes-admin   2029-01-01 00:00   2030-01-01 00:00   never       -',
      '',
    ].join('\n'),
  );
  const all = JSON.parse(await listing(holdings, { all: true, output: 'json' }, NOW));
  assert.deepEqual(all[3], {
    ...{ user: 'system:node:n1', type: 'Certificate', groups: ['dev'], state: 'valid', issuedBy: 'kubernetes-admin' },
    ...{ issuedAt: '2030-01-01T00:00:00Z', expiresAt: '2031-01-01T00:00:00Z', record: 'c', username: 'system:node:n1' },
  });
  assert.equal(await listing([], { all: true }, NOW), 'Nobody holds anything.\n');
});

test('revoking takes what the person holds as a user and as a service account', async () => {
  const holdings = await readHoldings(client, NOW);
  const options = {
    reason: 'KeyCompromise',
    note: undefined,
    issuedBefore: '2030-01-01T06:00:00Z',
    allowLockout: false,
    unrecorded: false,
  };
  const of = (name: string) => holdings.filter(({ user }) => user === name);
  assert.equal((await revoke(client, 'ci', of('ci'), options)).length, 2);
  assert.equal((await revoke(client, 'jane', of('jane'), options)).length, 1);
  assert.deepEqual(told(await readHoldings(client, NOW)), [
    // Issued after the instant.
    'ci d valid',
    'jane a revoked',
    'jane b revoked',
    'system:node:n1 c valid',
  ]);
  for (const wrong of [{ reason: 'Lost' }, { issuedBefore: 'yesterday' }]) {
    await assert.rejects(revoke(client, 'jane', [], { ...options, ...wrong }), ConfigError);
  }
});

test('tokens that are on no record are taken too, where there may be any', async () => {
  const defaults = { reason: 'Unspecified', note: undefined, issuedBefore: undefined };
  const options = { ...defaults, allowLockout: false, unrecorded: true };
  await testApi.call('POST', '/api/v1/namespaces', {
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name: 'allium-users' },
  });
  assert.equal((await revoke(client, 'robot', [], options)).length, 1);
  await testApi.call('POST', '/api/v1/namespaces/allium-users/serviceaccounts', {
    ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
    metadata: { name: 'robot' },
  });
  assert.equal((await revoke(client, 'robot', [], options)).length, 2);
  assert.equal((await revoke(client, 'O=A name', [], options)).length, 1);
});

test('a name of which nothing is on record is not revoked by mistake', async () => {
  const defaults = { reason: 'Unspecified', note: undefined, issuedBefore: undefined };
  const options = { ...defaults, allowLockout: false, unrecorded: false };
  for (const name of ['jnae', 'O=A name']) {
    const message = new RegExp(`^nothing that ${name} holds is on record: is the name right\\? .* --unrecorded\\.$`);
    await assert.rejects(
      revoke(client, name, [], options),
      (error) => error instanceof ConfigError && message.test(error.message),
    );
  }
  // An account may have tokens that are on no record.
  assert.equal((await revoke(client, 'robot', [], options)).length, 2);
});

describe('--expires', () => {
  const cases: readonly (readonly [string | undefined, number | undefined | RegExp])[] = [
    [undefined, undefined],
    ['8h', 28_800],
    ['10m', 600],
    ['9m59s', /at least 10m/],
    ['-8h', /at least 10m/],
    ['8', /must be a duration/],
    ['soon', /must be a duration/],
  ];
  for (const [text, expected] of cases) {
    test(`${text}: ${expected}`, () => {
      if (expected instanceof RegExp) assert.throws(() => parseExpiry(text), expected);
      else assert.equal(parseExpiry(text), expected);
    });
  }
});
