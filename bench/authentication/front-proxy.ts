/** A front proxy, and what it says of its users: another user with each connection. */
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { requestHeaderAuthenticator } from '../../src/authentication/request-header/request-header.ts';
import { TrustedAuthorities } from '../../src/authentication/x509/authorities.ts';
import { Issuer } from '../../src/pki/issuer.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import type { Credentials } from './kinds.ts';

const NAME = 'front-proxy-client';
const HEADERS = {
  username: ['X-Remote-User'],
  uid: ['X-Remote-Uid'],
  groups: ['X-Remote-Group'],
  extraPrefixes: ['X-Remote-Extra-'],
};

export async function frontProxy(count: number): Promise<Credentials> {
  const issuer = new Issuer({ now: Date.now, randomBytes });
  const authority = issuer.selfSigned('front-proxy-ca');
  const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
  const { certificate } = issuer.issue(signer, { commonName: NAME, usage: 'client' });
  const requests = Array.from({ length: count }, (_, index) => {
    const clientCertificate = { leaf: new X509Certificate(certificate), chain: [], connection: {} };
    const identityHeaders = {
      'x-remote-user': `user-${index}`,
      'x-remote-group': ['dev', 'ops'],
      'x-remote-extra-project': 'some',
    };
    return { headers: {}, clientCertificate, identityHeaders } as unknown as ApiRequest;
  });
  const authorities = new TrustedAuthorities([authority.certificate]);
  const options = { authorities, allowedNames: [NAME], headers: HEADERS, now: Date.now };
  return { requests, open: () => requestHeaderAuthenticator(options) };
}
