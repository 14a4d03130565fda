import type { X509Certificate } from 'node:crypto';
import type { Credential } from '../../request/credential.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';
import type { TrustedAuthorities } from '../x509/authorities.ts';
import { commonNameOf, credentialOf } from '../x509/certificate-user.ts';
import type { ChainVerdict, Validity } from '../x509/chain.ts';
import { ChainVerdicts } from '../x509/chain-verdicts.ts';
import { type IdentityHeaders, userReader } from './header-user.ts';

export interface RequestHeaderOptions {
  /** Of front proxies, and better of nobody else. */
  readonly authorities: TrustedAuthorities;
  /** Common names of front proxies; empty: whomever the authorities have certified. */
  readonly allowedNames: readonly string[];
  readonly headers: IdentityHeaders;
  /** Wall clock, in milliseconds. */
  now(): number;
}

interface FrontProxy {
  readonly valid: Validity;
  readonly credential: Credential;
}

const NO_OPINION: Authentication = { outcome: 'no-opinion' };

/**
 * Front proxies, which have authenticated their clients themselves. Who shows no certificate of a front proxy is none,
 * and what its headers say is not even looked at: its certificate may be good for something else.
 */
export function requestHeaderAuthenticator(options: RequestHeaderOptions): Authenticator {
  const { allowedNames, now } = options;
  const isAllowed = (name: string | undefined) =>
    allowedNames.length === 0 || (name !== undefined && allowedNames.includes(name));
  const proxies = new ChainVerdicts<FrontProxy | undefined>(options.authorities, (leaf, chain) =>
    isAllowed(commonNameOf(leaf)) ? frontProxyOf(leaf, chain) : undefined,
  );
  const readUser = userReader(options.headers);
  return {
    name: 'request-header',
    authenticate({ clientCertificate, identityHeaders }) {
      if (clientCertificate === undefined || identityHeaders === undefined) return NO_OPINION;
      const user = readUser(identityHeaders);
      if (user === undefined) return NO_OPINION;
      const conclude = (proxy: FrontProxy | undefined): Authentication => {
        const time = now();
        if (proxy === undefined || time < proxy.valid.from || time > proxy.valid.until) return NO_OPINION;
        return { outcome: 'authenticated', method: 'request-header', user, credential: proxy.credential };
      };
      const proxy = proxies.of(clientCertificate);
      return proxy instanceof Promise ? proxy.then(conclude) : conclude(proxy);
    },
  };
}

function frontProxyOf(leaf: X509Certificate, chain: ChainVerdict): FrontProxy | undefined {
  if ('refused' in chain) return undefined;
  const { valid } = chain;
  return { valid, credential: { ...credentialOf(leaf), expiresAt: valid.until } };
}
