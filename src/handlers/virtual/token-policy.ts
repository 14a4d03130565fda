/** How long tokens live and what is written into them. */
import { type BoundClaims, encodeBoundClaims } from '../../authentication/service-account/bound-claims.ts';
import type { TokenBinding } from './token-bindings.ts';

export interface TokenPolicy {
  readonly issuer: string;
  /** Of tokens that are asked for without an audience. */
  readonly apiAudiences: readonly string[];
  /** 0: no bound but the API's own. */
  readonly maxExpirationSeconds: number;
  /** Whether tokens that pods were given by injection live for a year. */
  readonly extendExpiration: boolean;
}

/** A token that will be signed. */
export interface GrantedToken {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly id: string;
  readonly audiences: readonly string[];
  readonly binding: TokenBinding;
  readonly expirationSeconds: number;
  /** Wall clock, in milliseconds. */
  readonly now: number;
}

/**
 * What the ServiceAccount admission plugin writes into pods. Programs that read such a token once and never again are
 * given a year; by when they should have read it again is in the token.
 */
const INJECTED_SECONDS = 60 * 60 + 7;
const EXTENDED_SECONDS = 365 * 24 * 60 * 60;

/** @returns the seconds that are granted of those asked for */
export function shortened(
  asked: number,
  { maxExpirationSeconds: most }: TokenPolicy,
  warn: (text: string) => void,
): number {
  if (most === 0 || asked <= most) return asked;
  warn(`requested expiration of ${asked} seconds shortened to ${most} seconds`);
  return most;
}

export function claimsOf(granted: GrantedToken, policy: TokenPolicy): object {
  const { namespace, name, uid, id, audiences, binding, expirationSeconds } = granted;
  const isExtended = isInjected(granted, policy) && policy.extendExpiration;
  const now = Math.floor(granted.now / 1000);
  const claims: BoundClaims = {
    issuer: policy.issuer,
    tokenId: id,
    audiences,
    issuedAt: now,
    notBefore: now,
    expiresAt: now + (isExtended ? EXTENDED_SECONDS : expirationSeconds),
    namespace,
    account: { name, uid },
    ...binding,
    warnAfter: isExtended ? now + expirationSeconds : undefined,
  };
  return encodeBoundClaims(claims);
}

function isInjected({ binding, expirationSeconds, audiences }: GrantedToken, { apiAudiences }: TokenPolicy): boolean {
  if (binding.pod === undefined || expirationSeconds !== INJECTED_SECONDS) return false;
  return audiences.every((audience) => apiAudiences.includes(audience));
}
