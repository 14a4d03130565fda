/** Certificate requests (PKCS#10, RFC 2986) for keys that are made here. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { pem } from '../api/certificates/pem.ts';
import { distinguishedName, spkiOf } from './certificate.ts';
import * as der from './der.ts';
import { signatureWith } from './signature.ts';

/** PEM. */
export interface CertificateRequestPair {
  readonly request: string;
  readonly privateKey: string;
}

/** A new P-256 key, and the request for a certificate that says whose it is. */
export function newCertificateRequest(commonName: string, organizations: readonly string[]): CertificateRequestPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { digest, algorithm } = signatureWith(privateKey);
  const noAttributes = der.explicit(0, Buffer.alloc(0));
  const version1 = der.integer(Buffer.from([0]));
  const info = der.sequence(version1, distinguishedName(commonName, organizations), spkiOf(publicKey), noAttributes);
  const request = der.sequence(info, algorithm, der.bitString(sign(digest, info, privateKey)));
  return {
    request: pem('CERTIFICATE REQUEST', request),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
