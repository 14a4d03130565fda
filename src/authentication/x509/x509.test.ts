import 'reflect-metadata';
import assert from 'node:assert/strict';
import { type webcrypto, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import type { ApiRequest } from '../../request/http.ts';
import type { Authentication } from '../authenticator.ts';
import { parseBundle, TrustedAuthorities } from './authorities.ts';
import { x509Authenticator } from './x509.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const NOW = Date.parse('2030-06-01T00:00:00Z');
const YEAR = 365 * 86_400_000;
const CLIENT = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]);
/** Unknown to everybody. */
const strange = (critical: boolean) => new x509.Extension('1.2.3.4', critical, new Uint8Array([0x05, 0x00]));
const NAMES = new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'a.example.com' }], true);
/** Permits `acme.test` and what is below it. */
const CONSTRAINT = new x509.Extension(
  '2.5.29.30',
  true,
  Buffer.from('300fa00d300b8209'.concat(Buffer.from('acme.test').toString('hex')), 'hex'),
);
const SERVER = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]);

interface Party {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}
interface Wanted {
  readonly subject?: x509.JsonName;
  readonly by?: Party;
  readonly authority?: boolean;
  readonly pathLength?: number;
  readonly from?: number;
  readonly until?: number;
  readonly extensions?: x509.Extension[];
}

async function make(wanted: Wanted): Promise<Party> {
  const { subject = [{ CN: ['someone'] }], by, authority = false, pathLength, extensions = [] } = wanted;
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: by?.certificate.subjectName ?? new x509.Name(subject),
    publicKey: keys.publicKey,
    signingKey: by?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(wanted.from ?? NOW - YEAR),
    notAfter: new Date(wanted.until ?? NOW + YEAR),
    extensions: [new x509.BasicConstraintsExtension(authority, pathLength, true), ...extensions],
  });
  return { certificate, keys };
}

const pemOf = ({ certificate }: Party) => certificate.toString('pem');
const toNode = (party: Party) => new X509Certificate(Buffer.from(party.certificate.rawData));
const root = await make({ subject: [{ CN: ['root'] }], authority: true });
const lookalike = await make({ subject: [{ CN: ['root'] }], authority: true });

function requestOf(leaf: Party, chain: Party[] = [], connection: object = {}): ApiRequest {
  return { clientCertificate: { leaf: toNode(leaf), chain: chain.map(toNode), connection } } as unknown as ApiRequest;
}

function authenticator(now: () => number = () => NOW) {
  return x509Authenticator({ authorities: new TrustedAuthorities([pemOf(root)]), now });
}

async function authenticate(leaf: Party, chain: Party[] = []): Promise<Authentication> {
  return authenticator().authenticate(requestOf(leaf, chain));
}

test('no certificate: no opinion', () => {
  assert.deepEqual(authenticator().authenticate({ clientCertificate: undefined } as ApiRequest), {
    outcome: 'no-opinion',
  });
});

test('the common name is the user, the organizations are the groups', async () => {
  const subject: x509.JsonName = [{ O: ['dev'] }, { O: ['a, O=system:masters'] }, { CN: ['alice\nO=system:masters'] }];
  const leaf = await make({ subject, by: root, extensions: [CLIENT] });
  const found = await authenticate(leaf);
  assert.ok(found.outcome === 'authenticated');
  assert.equal(found.user.name, 'alice\nO=system:masters');
  assert.deepEqual(found.user.groups, ['dev', 'a, O=system:masters', 'system:authenticated']);
  assert.equal(found.method, 'x509');
  assert.match(found.credential!.id, /^X509SHA256=[0-9a-f]{64}$/);
  assert.deepEqual(found.user.extra, { 'authentication.kubernetes.io/credential-id': [found.credential!.id] });
});

describe('refused', () => {
  const unknown = /unknown authority/;
  const purpose = /not meant for client authentication/;
  const cases: { name: string; wanted: Wanted; reason: RegExp }[] = [
    { name: 'self-signed', wanted: { extensions: [CLIENT] }, reason: unknown },
    { name: 'by an authority of the same name', wanted: { by: lookalike, extensions: [CLIENT] }, reason: unknown },
    { name: 'for servers', wanted: { by: root, extensions: [SERVER] }, reason: purpose },
    { name: 'expired', wanted: { by: root, until: NOW - 1, extensions: [CLIENT] }, reason: /has expired/ },
    { name: 'of the future', wanted: { by: root, from: NOW + 1000, extensions: [CLIENT] }, reason: /not yet valid/ },
    {
      name: 'without a name',
      wanted: { subject: [{ O: ['dev'] }], by: root, extensions: [CLIENT] },
      reason: /no common name/,
    },
  ];
  for (const { name, wanted, reason } of cases) {
    test(name, async () => {
      const found = await authenticate(await make(wanted));
      assert.ok(found.outcome === 'reject' && reason.test(found.reason), JSON.stringify(found));
    });
  }
});

describe('intermediate authorities', () => {
  const name = [{ CN: ['intermediate'] }];
  const cases: { name: string; intermediate: Wanted; outcome: string }[] = [
    { name: 'an authority', intermediate: { by: root, authority: true }, outcome: 'authenticated' },
    {
      name: 'one that allows none below',
      intermediate: { by: root, authority: true, pathLength: 0 },
      outcome: 'authenticated',
    },
    { name: 'no authority', intermediate: { by: root }, outcome: 'reject' },
    { name: 'an authority of someone else', intermediate: { by: lookalike, authority: true }, outcome: 'reject' },
    { name: 'an expired authority', intermediate: { by: root, authority: true, until: NOW - 1 }, outcome: 'reject' },
    { name: 'one for servers', intermediate: { by: root, authority: true, extensions: [SERVER] }, outcome: 'reject' },
    {
      name: 'one with name constraints and no names below',
      intermediate: { by: root, authority: true, extensions: [CONSTRAINT] },
      outcome: 'authenticated',
    },
    {
      name: 'one with a strange constraint',
      intermediate: { by: root, authority: true, extensions: [strange(true)] },
      outcome: 'reject',
    },
  ];
  for (const { name: title, intermediate, outcome } of cases) {
    test(`${title}: ${outcome}`, async () => {
      const middle = await make({ subject: name, ...intermediate });
      const leaf = await make({ by: middle, extensions: [CLIENT] });
      assert.equal((await authenticate(leaf, [middle])).outcome, outcome);
      assert.equal((await authenticate(leaf)).outcome, 'reject');
    });
  }

  test('path lengths count what is below', async () => {
    const upper = await make({ subject: [{ CN: ['upper'] }], by: root, authority: true, pathLength: 0 });
    const lower = await make({ subject: [{ CN: ['lower'] }], by: upper, authority: true });
    const leaf = await make({ by: lower, extensions: [CLIENT] });
    const found = await authenticate(leaf, [lower, upper]);
    assert.ok(found.outcome === 'reject' && /fewer authorities/.test(found.reason), JSON.stringify(found));
  });
});

describe('extensions of the leaf and of a trusted authority', () => {
  const rootName = [{ CN: ['special root'] }];
  const cases: { name: string; authority?: x509.Extension[]; leaf?: x509.Extension[]; refused?: RegExp }[] = [
    { name: 'a leaf with one that nobody knows', leaf: [strange(false)] },
    {
      name: 'a leaf with a critical one that nobody knows',
      leaf: [strange(true)],
      refused: /critical extension.*1\.2\.3\.4/,
    },
    {
      name: 'a leaf whose critical ones are known',
      leaf: [NAMES, new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)],
    },
    {
      name: 'an authority with a critical one that nobody knows',
      authority: [strange(true)],
      refused: /critical extension/,
    },
    { name: 'an authority for servers', authority: [SERVER], refused: /not meant for client/ },
    { name: 'an authority for clients', authority: [CLIENT] },
    { name: 'an authority that constrains names, of a leaf without', authority: [CONSTRAINT] },
    {
      name: 'an authority that constrains names, of a leaf with',
      authority: [CONSTRAINT],
      leaf: [NAMES],
      refused: /constrains names/,
    },
  ];
  for (const { name, authority = [], leaf = [], refused } of cases) {
    test(`${name}: ${refused ? 'refused' : 'believed'}`, async () => {
      const by = await make({ subject: rootName, authority: true, extensions: authority });
      const x509 = x509Authenticator({ authorities: new TrustedAuthorities([pemOf(by)]), now: () => NOW });
      const found = await x509.authenticate(requestOf(await make({ by, extensions: [CLIENT, ...leaf] })));
      const reason = found.outcome === 'reject' ? found.reason : undefined;
      if (refused) assert.match(reason ?? 'believed', refused);
      else assert.equal(found.outcome, 'authenticated', reason);
    });
  }
});

test('a connection does not outlive its certificate', async () => {
  let now = NOW;
  const x509 = authenticator(() => now);
  const request = requestOf(await make({ by: root, until: NOW + 1000, extensions: [CLIENT] }));
  const outcomes = [];
  for (const time of [NOW, NOW + 1000, NOW + 1001]) {
    now = time;
    outcomes.push((await x509.authenticate(request)).outcome);
  }
  assert.deepEqual(outcomes, ['authenticated', 'authenticated', 'reject']);
});

test('a credential expires with the first certificate of its chain', async () => {
  const middle = await make({ subject: [{ CN: ['middle'] }], by: root, authority: true, until: NOW + 1000 });
  const found = await authenticate(await make({ by: middle, until: NOW + 2000, extensions: [CLIENT] }), [middle]);
  assert.ok(found.outcome === 'authenticated');
  assert.equal(found.credential?.expiresAt, NOW + 1000);
});

test('a chain is verified once for a connection', async () => {
  const request = requestOf(await make({ by: root, extensions: [CLIENT] }));
  const x509 = authenticator();
  const first = x509.authenticate(request);
  assert.equal(x509.authenticate(request), first);
});

test('a connection does not outlive its authority, and one of a new authority gets in', async () => {
  const next = await make({ subject: [{ CN: ['next'] }], authority: true });
  const authorities = new TrustedAuthorities([pemOf(root)]);
  const x509 = x509Authenticator({ authorities, now: () => NOW });
  const byRoot = requestOf(await make({ by: root, extensions: [CLIENT] }));
  const byNext = requestOf(await make({ by: next, extensions: [CLIENT] }), [], {});
  const outcomes = async () => [(await x509.authenticate(byRoot)).outcome, (await x509.authenticate(byNext)).outcome];
  assert.deepEqual(await outcomes(), ['authenticated', 'reject']);
  authorities.replace([pemOf(root) + pemOf(next)]);
  assert.deepEqual(await outcomes(), ['authenticated', 'authenticated']);
  authorities.replace([pemOf(next)]);
  assert.deepEqual(await outcomes(), ['reject', 'authenticated']);
});

test('authorities that cannot be read leave those that are trusted', () => {
  const authorities = new TrustedAuthorities([pemOf(root)]);
  const { certificates } = authorities;
  assert.throws(() => authorities.replace([pemOf(root), 'half writt']));
  authorities.replace([`# renewed\n${pemOf(root)}`]);
  assert.equal(authorities.certificates, certificates);
});

test('a bundle may hold several certificates, but must hold one', () => {
  assert.equal(parseBundle(pemOf(root) + pemOf(lookalike)).length, 2);
  assert.throws(() => parseBundle('nothing'), /it holds no PEM certificate/);
});
