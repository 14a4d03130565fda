import 'reflect-metadata';
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { describe, it } from 'node:test';
import * as x509 from '@peculiar/x509';
import { certificateRequestError } from '../../api/certificates/certificate-request.ts';
import { readDer, readInside, SEQUENCE } from '../../api/certificates/der.ts';
import type { KubeObject } from '../../api/object.ts';
import { type Change, drive } from '../testing.ts';
import { certificateSigningRequests as resource } from './certificatesigningrequests.ts';

x509.cryptoProvider.set(globalThis.crypto);

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

async function requestPem(algorithm: typeof ECDSA | typeof RSA | { name: 'Ed25519' }): Promise<string> {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const name = 'CN=ann,O=dev';
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: algorithm });
  return request.toString('pem');
}

async function certificatePem(): Promise<string> {
  const keys = (await webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=ann',
    keys,
    signingAlgorithm: ECDSA,
  });
  return certificate.toString('pem');
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
}
function pemOf(der: Buffer): string {
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
}
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const PEM = await requestPem(ECDSA);
const CERTIFICATE = base64(await certificatePem());

const requests = drive(resource, {
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'ann', resourceVersion: '1' },
  spec: { request: base64(PEM), signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
});

describe('a certificate request', () => {
  for (const algorithm of [ECDSA, RSA, { name: 'Ed25519' } as const]) {
    it(`with a key for ${algorithm.name} is one`, async () => {
      assert.equal(certificateRequestError(await requestPem(algorithm)), undefined);
    });
  }

  it('is labelled as one', () => {
    const label = 'PEM block type must be CERTIFICATE REQUEST';
    assert.equal(certificateRequestError('nothing'), label);
    assert.equal(certificateRequestError(PEM.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE')), label);
  });

  for (const [algorithm, failure] of [
    [ECDSA, 'x509: ECDSA verification failure'],
    [RSA, 'crypto/rsa: verification error'],
    [{ name: 'Ed25519' } as const, 'x509: Ed25519 verification failure'],
  ] as const) {
    it(`is signed by its own key, of ${algorithm.name}: a changed subject is refused`, async () => {
      const der = derOf(await requestPem(algorithm));
      der[der.indexOf('ann')] = 'b'.charCodeAt(0);
      assert.equal(certificateRequestError(pemOf(der)), failure);
    });
  }

  it('is signed in a way that holds', async () => {
    const sha256WithRsa = Buffer.from('2a864886f70d01010b', 'hex');
    const sha1WithRsa = Buffer.from('2a864886f70d010105', 'hex');
    const other = Buffer.from('2a864886f70d010155', 'hex');
    const der = derOf(await requestPem(RSA));
    const signedWith = (identifier: Buffer): Buffer => {
      const changed = Buffer.from(der);
      identifier.copy(changed, changed.lastIndexOf(sha256WithRsa));
      return changed;
    };
    const cannot = 'x509: cannot verify signature:';
    assert.equal(certificateRequestError(pemOf(signedWith(sha1WithRsa))), `${cannot} insecure algorithm SHA1-RSA`);
    assert.equal(certificateRequestError(pemOf(signedWith(other))), `${cannot} algorithm unimplemented`);
  });

  it('is signed in the way of its key', async () => {
    const [info] = readInside(readDer(derOf(PEM))[0], SEQUENCE);
    const [, ...signature] = readInside(readDer(derOf(await requestPem(RSA)))[0], SEQUENCE);
    const content = Buffer.concat([info!, ...signature].map((element) => element.whole));
    const length = Buffer.from([0x30, 0x82, content.length >> 8, content.length & 0xff]);
    assert.equal(
      certificateRequestError(pemOf(Buffer.concat([length, content]))),
      'x509: signature algorithm specifies an RSA public key, but have public key of type *ecdsa.PublicKey',
    );
  });

  it('cut off anywhere is an error, never a crash', () => {
    const der = derOf(PEM);
    for (let length = 0; length < der.length; length += 1) {
      assert.notEqual(certificateRequestError(pemOf(der.subarray(0, length))), undefined, `${length} bytes`);
    }
  });
});

describe('a new request', () => {
  const cases: readonly (readonly [what: string, spec: Change, errors: string[]])[] = [
    ['is fine', { expirationSeconds: 600 }, []],
    [
      'is a request',
      { request: null },
      ['spec.request: Invalid value: null: PEM block type must be CERTIFICATE REQUEST'],
    ],
    ['is for something', { usages: [] }, ['spec.usages: Required value']],
    [
      'is for a thing once',
      { usages: ['client auth', 'client auth'] },
      ['spec.usages[1]: Duplicate value: "client auth"'],
    ],
    ['names a signer', { signerName: null }, ['spec.signerName: Required value']],
    [
      'names it with a domain',
      { signerName: 'signer' },
      [
        'spec.signerName: Invalid value: "signer": must be a fully qualified domain and path of the form \'example.com/signer-name\'',
      ],
    ],
    [
      'names it with a whole domain',
      { signerName: 'example/signer' },
      ['spec.signerName: Invalid value: "example": should be a domain with at least two segments separated by dots'],
    ],
    [
      'is not for the signer of old',
      { signerName: 'kubernetes.io/legacy-unknown' },
      [
        'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
      ],
    ],
    [
      'is for ten minutes at least',
      { expirationSeconds: 599 },
      ['spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)'],
    ],
  ];
  for (const [what, spec, errors] of cases) {
    it(what, () => assert.deepEqual(requests.createErrors({ spec }), errors));
  }

  it('is for something that exists', () => {
    const [error] = requests.createErrors({ spec: { usages: ['world domination'] } });
    assert.match(error ?? '', /^spec.usages\[0\]: Unsupported value: "world domination": supported values: "any", /);
  });

  it('says who asks by who is logged in, and is neither approved nor signed', () => {
    const forged = { username: 'root', uid: '0', groups: ['system:masters'], extra: { a: ['b'] } };
    const request = requests.created({ spec: forged, status: { conditions: [{ type: 'Approved', status: 'True' }] } });
    const { extra, groups, uid, username } = request.spec;
    assert.deepEqual(
      { username, uid, groups, extra },
      { username: 'tester', uid: undefined, groups: undefined, extra: undefined },
    );
    assert.deepEqual(request.status, {});
  });
});

const TIMES = { lastTransitionTime: '2026-01-01T00:00:00Z', lastUpdateTime: '2026-01-01T00:00:00Z' };
const APPROVED = { type: 'Approved', status: 'True' };
const STAMPED = { ...APPROVED, ...TIMES };
const DENIED = { type: 'Denied', status: 'True' };
const FAILED = { type: 'Failed', status: 'True' };
const NOW = '2026-03-03T00:00:00Z';
const CONTEXT = { now: NOW, user: { name: 'approver', groups: [] } };

type Rules = NonNullable<typeof resource.status>;
const WRITERS: Readonly<Record<string, Rules>> = {
  itself: { prepareForUpdate: resource.strategy.prepareForUpdate!, validateUpdate: resource.strategy.validateUpdate! },
  status: resource.status!,
  approval: resource.objectSubresources!.approval!,
};

/** What is stored after a writer sends this status on top of the old one, and what is wrong with it. */
function write(writer: string, status: object, oldStatus: object = {}): { after: KubeObject; errors: string[] } {
  const old = requests.created();
  old.status = oldStatus;
  const after = { ...structuredClone(old), spec: { request: 'changed' }, status: structuredClone(status) };
  const rules = WRITERS[writer]!;
  rules.prepareForUpdate(after as never, old as never, CONTEXT);
  return { after, errors: (rules.validateUpdate?.(after as never, old as never) ?? []).map(String) };
}

describe('who may write what', () => {
  const conditions = 'status.conditions: Forbidden: updates may not';
  const cases: readonly (readonly [what: string, writer: string, status: object, old: object, errors: string[]])[] = [
    ['approval approves', 'approval', { conditions: [APPROVED] }, {}, []],
    [
      'the status does not',
      'status',
      { conditions: [APPROVED] },
      {},
      [`${conditions} add a condition of type "Approved"`],
    ],
    ['the status fails', 'status', { conditions: [STAMPED, FAILED] }, { conditions: [STAMPED] }, []],
    [
      'nobody takes a verdict back',
      'approval',
      { conditions: [] },
      { conditions: [DENIED] },
      [`${conditions} remove a condition of type "Denied"`],
    ],
    [
      'nobody approves and denies',
      'approval',
      { conditions: [APPROVED, DENIED] },
      {},
      ['status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive'],
    ],
    [
      'a verdict is true',
      'approval',
      { conditions: [{ type: 'Approved', status: 'False' }] },
      {},
      ['status.conditions[0].status: Unsupported value: "False": supported values: "True"'],
    ],
    [
      'a condition has a type and a status, once',
      'status',
      { conditions: [{ status: 'True' }, { type: 'A' }, { type: 'A', status: 'True' }] },
      {},
      [
        'status.conditions[0].type: Required value',
        'status.conditions[1].status: Required value',
        'status.conditions[2].type: Duplicate value: "A"',
      ],
    ],
    ['the status signs', 'status', { certificate: CERTIFICATE }, {}, []],
    [
      'the status signs once',
      'status',
      { certificate: CERTIFICATE },
      { certificate: base64('other') },
      ['status.certificate: Forbidden: updates may not modify existing certificate content'],
    ],
    [
      'what is signed is a certificate',
      'status',
      { certificate: base64('hello') },
      {},
      ['status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block'],
    ],
    [
      'and nothing else',
      'status',
      { certificate: base64(PEM) },
      {},
      [
        'status.certificate: Invalid value: "<certificate data>": only CERTIFICATE PEM blocks are allowed, found "CERTIFICATE REQUEST"',
      ],
    ],
  ];
  for (const [what, writer, status, old, errors] of cases) {
    it(what, () => assert.deepEqual(write(writer, status, old).errors, errors));
  }

  for (const writer of Object.keys(WRITERS)) {
    it(`the spec stays as it is: ${writer}`, () => assert.equal(write(writer, {}).after.spec.request, base64(PEM)));
  }

  it('approval leaves the certificate alone', () => {
    const { after } = write(
      'approval',
      { certificate: base64('x'), conditions: [APPROVED] },
      { certificate: CERTIFICATE },
    );
    assert.equal(after.status.certificate, CERTIFICATE);
  });

  it('the request itself changes neither spec nor status', () => {
    assert.deepEqual(write('itself', { conditions: [APPROVED] }).after.status, {});
  });

  it('the status puts a verdict back that it was to change', () => {
    const changed = { ...APPROVED, status: 'False', reason: 'Mistake' };
    const { after, errors } = write('status', { conditions: [FAILED, changed] }, { conditions: [STAMPED] });
    assert.deepEqual(errors, []);
    assert.deepEqual(after.status.conditions, [{ ...FAILED, lastTransitionTime: NOW, lastUpdateTime: NOW }, STAMPED]);
  });

  it('times are filled in; what was known keeps its own', () => {
    const { after } = write('approval', { conditions: [APPROVED] }, { conditions: [STAMPED] });
    assert.deepEqual(after.status.conditions, [
      { ...APPROVED, lastTransitionTime: TIMES.lastTransitionTime, lastUpdateTime: NOW },
    ]);
  });
});
