import type { X509Certificate } from 'node:crypto';
import type { Authentication, Authenticator } from '../authenticator.ts';
import type { TrustedAuthorities } from './authorities.ts';
import { credentialOf, userOf } from './certificate-user.ts';
import type { ChainVerdict, Validity } from './chain.ts';
import { ChainVerdicts } from './chain-verdicts.ts';

export interface X509Options {
  readonly authorities: TrustedAuthorities;
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
    credential: { ...credentialOf(leaf), expiresAt: chain.valid.until },
  } as const;
  return { authentication, valid: chain.valid };
}

/**
 * Client certificates. Their dates are held against the clock on every request, so that a connection does not outlive
 * its certificate.
 */
export function x509Authenticator({ authorities, now }: X509Options): Authenticator {
  const verdicts = new ChainVerdicts(authorities, conclude);
  const current = ({ authentication, valid }: Verdict): Authentication => {
    const time = now();
    if (time > valid.until) return reject('the certificate has expired');
    if (time < valid.from) return reject('the certificate is not yet valid');
    return authentication;
  };
  return {
    name: 'x509',
    authenticate({ clientCertificate }) {
      if (clientCertificate === undefined) return NO_OPINION;
      const verdict = verdicts.of(clientCertificate);
      return verdict instanceof Promise ? verdict.then(current) : current(verdict);
    },
  };
}
