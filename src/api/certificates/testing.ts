/** Certificate requests for tests, made by a library that is not ours. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(globalThis.crypto);

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface TestRequest {
  readonly pem: string;
  /** PEM. */
  readonly privateKey: string;
}

/**
 * @param subject attributes in the order of their encoding: `[['O', 'dev'], ['CN', 'ann']]`
 * @param names `{ type: 'dns', value: 'a.example' }`
 */
export async function testRequest(
  subject: readonly (readonly [string, string])[],
  names: readonly x509.JsonGeneralName[] = [],
): Promise<TestRequest> {
  const keys = (await webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subject.map(([type, value]) => ({ [type]: [value] })),
    keys,
    signingAlgorithm: ECDSA,
    extensions: names.length > 0 ? [new x509.SubjectAlternativeNameExtension([...names])] : [],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { pem: request.toString('pem'), privateKey: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
