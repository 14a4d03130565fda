import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { CredentialRevocationSpec } from '../../api/allium.ts';
import type { Credential, Holder } from '../../request/credential.ts';
import { hits, type Revocation, revocationOf } from './revocation.ts';
import { RevocationIndex } from './revocation-index.ts';

const NOON = Date.parse('2030-01-01T12:00:00Z');
const at = (minutes: number) => NOON + minutes * 60_000;
const revoke = (name: string, spec: CredentialRevocationSpec): Revocation =>
  revocationOf({ apiVersion: 'allium.dev/v1alpha1', kind: 'CredentialRevocation', metadata: { name }, spec });
const certificate: Credential = { id: 'X509SHA256=aa', issuer: 'CN=ca,O=acme', serialNumber: 'aff', issuedAt: at(-1) };
const token: Credential = { id: 'JTI=j', issuer: 'https://idp', tokenId: 'j', issuedAt: at(-1) };
const jane = (credential: Credential | undefined, groups: string[] = ['dev']): Holder => ({
  user: { name: 'jane', groups },
  credential,
});
const user = (name: string, minutes: number): CredentialRevocationSpec => ({
  subject: { user: name, issuedBefore: new Date(at(minutes)).toISOString() },
});

describe('what a revocation hits', () => {
  const cases: readonly (readonly [name: string, CredentialRevocationSpec, Holder, hit: boolean])[] = [
    ['a serial number', { certificate: { serialNumber: 'aff' } }, jane(certificate), true],
    ['a serial number as openssl writes it', { certificate: { serialNumber: '0A:FF' } }, jane(certificate), true],
    ['another serial number', { certificate: { serialNumber: 'aff0' } }, jane(certificate), false],
    ['its issuer', { certificate: { serialNumber: 'aff', issuer: 'CN=ca, O=acme' } }, jane(certificate), true],
    ['another issuer', { certificate: { serialNumber: 'aff', issuer: 'CN=ca' } }, jane(certificate), false],
    ['a token', { token: { id: 'j' } }, jane(token), true],
    ['a token of its issuer', { token: { id: 'j', issuer: 'https://idp' } }, jane(token), true],
    ['a token of another issuer', { token: { id: 'j', issuer: 'https://other' } }, jane(token), false],
    ['no certificate by a token id', { token: { id: 'aff' } }, jane(certificate), false],
    ['a user up to now', user('jane', 0), jane(certificate), true],
    ['a user, issued at that very instant', user('jane', -1), jane(certificate), false],
    ['a user, issued later', user('jane', -2), jane(certificate), false],
    ['another user', user('joe', 0), jane(certificate), false],
    ['a user whose credential does not say when', user('jane', -9), jane({ id: 'x' }), true],
    ['a user without a credential that is known', user('jane', -9), jane(undefined), true],
    ['a group', { subject: { group: 'dev' } }, jane(token), true],
    ['another group', { subject: { group: 'ops' } }, jane(token), false],
    [
      'a service account',
      { subject: { serviceAccount: { namespace: 'ci', name: 'deployer' } } },
      { user: { name: 'system:serviceaccount:ci:deployer', groups: [] }, credential: token },
      true,
    ],
  ];
  for (const [name, spec, holder, hit] of cases) {
    test(`${name}: ${hit}`, () => {
      const index = new RevocationIndex(() => undefined);
      index.set(revoke('r', spec));
      assert.equal(index.find(holder)?.name, hit ? 'r' : undefined);
    });
  }
});

test('an issue time on record spares a certificate that only looks old, by no more than it can be backdated', () => {
  const backdated = { ...certificate, issuedAt: at(-4) };
  const find = (known: number | undefined, issuedBefore: number, credential = backdated) => {
    const index = new RevocationIndex(() => known);
    index.set(revoke('r', user('jane', issuedBefore)));
    return index.find(jane(credential)) !== undefined;
  };
  assert.deepEqual(
    [find(undefined, 0), find(at(1), 0), find(at(-1), 0), find(at(60), 0, { ...certificate, issuedAt: at(-6) })],
    [true, false, true, true],
  );
});

test('the index finds what a look at every revocation finds', () => {
  const names = fc.constantFrom('a', 'b', 'c');
  const instant = fc.integer({ min: -3, max: 3 });
  const spec: fc.Arbitrary<CredentialRevocationSpec> = fc.oneof(
    names.map((serialNumber) => ({ certificate: { serialNumber } })),
    names.map((id) => ({ token: { id } })),
    fc.tuple(names, instant).map(([name, minutes]) => user(name, minutes)),
    names.map((group) => ({ subject: { group } })),
  );
  const change = fc.tuple(fc.constantFrom('r1', 'r2', 'r3', 'r4'), fc.option(spec, { nil: undefined }));
  const holder: fc.Arbitrary<Holder> = fc.record({
    user: fc.record({ name: names, groups: fc.array(names, { maxLength: 2 }) }),
    credential: fc.oneof(
      fc.tuple(names, instant).map(([serialNumber, m]) => ({ id: 'x', serialNumber, issuedAt: at(m) })),
      fc.tuple(names, instant).map(([tokenId, m]) => ({ id: 't', tokenId, issuedAt: at(m) })),
    ),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), holder, (changes, who) => {
      const index = new RevocationIndex(() => undefined);
      const model = new Map<string, Revocation>();
      for (const [name, wanted] of changes) {
        if (wanted === undefined) {
          index.delete(name);
          model.delete(name);
        } else {
          index.set(revoke(name, wanted));
          model.set(name, revoke(name, wanted));
        }
      }
      const expected = [...model.values()].some((revocation) => hits(revocation, who, () => undefined));
      assert.equal(index.find(who) !== undefined, expected);
      assert.equal([...index.all()].length, model.size);
    }),
  );
});
