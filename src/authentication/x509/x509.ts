import { X509Certificate } from 'node:crypto';
import type { PresentedCertificate } from '../../request/http.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';
import { credentialOf, userOf } from './certificate-user.ts';
import { type ChainVerdict, type Validity, verifyChain } from './chain.ts';

export interface X509Options {
  /** Each may hold several certificates, PEM. */
  readonly authorities: readonly string[];
  /** Wall clock, in milliseconds. */
  now(): number;
}

/** What a connection's certificate proves, for as long as its chain is valid. */
interface Verdict {
  readonly authentication: Authentication;
  readonly valid: Validity;
}

const NO_OPINION: Authentication = { outcome: 'no-opinion' };
const ALWAYS: Validity = { from: -Infinity, until: Infinity };
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** @throws Error when a bundle holds no certificate, or one that cannot be read */
export function parseBundle(bundle: string): X509Certificate[] {
  const certificates = [...bundle.matchAll(PEM_CERTIFICATE)].map(([pem]) => new X509Certificate(pem));
  if (certificates.length === 0) throw new Error('it holds no PEM certificate');
  return certificates;
}

function reject(reason: string): Authentication {
  return { outcome: 'reject', reason };
}

function conclude(leaf: X509Certificate, chain: ChainVerdict): Verdict {
  if ('refused' in chain) return { authentication: reject(chain.refused), valid: ALWAYS };
  const user = userOf(leaf);
  if (!user) return { authentication: reject('the certificate has no common name'), valid: ALWAYS };
  const authentication = {
    outcome: 'authenticated',
    user,
    method: 'x509',
    credential: credentialOf(leaf),
  } as const;
  return { authentication, valid: chain.valid };
}

/**
 * Client certificates. A chain is verified once for a TLS connection; its dates are held against the clock on every
 * request, so that a connection does not outlive its certificate.
 */
export function x509Authenticator(options: X509Options): Authenticator {
  const authorities = options.authorities.flatMap(parseBundle);
  const verdicts = new WeakMap<object, Verdict>();

  const remember = (presented: PresentedCertificate, chain: ChainVerdict): Authentication => {
    const verdict = conclude(presented.leaf, chain);
    verdicts.set(presented.connection, verdict);
    return current(verdict);
  };
  const current = ({ authentication, valid }: Verdict): Authentication => {
    const now = options.now();
    if (now > valid.until) return reject('the certificate has expired');
    if (now < valid.from) return reject('the certificate is not yet valid');
    return authentication;
  };

  return {
    name: 'x509',
    authenticate({ clientCertificate: presented }) {
      if (presented === undefined) return NO_OPINION;
      const known = verdicts.get(presented.connection);
      if (known !== undefined) return current(known);
      const chain = verifyChain(presented.leaf, presented.chain, authorities);
      return chain instanceof Promise ? chain.then((done) => remember(presented, done)) : remember(presented, chain);
    },
  };
}
