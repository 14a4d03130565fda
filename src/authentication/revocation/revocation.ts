import { type CredentialRevocation, canonicalIssuer, canonicalSerial } from '../../api/allium.ts';
import type { Credential, Holder } from '../../request/credential.ts';

/** By what a revocation is looked up. */
export type RevocationKind = 'certificate' | 'token' | 'user' | 'group';

/** One CredentialRevocation, ready to be compared. */
export interface Revocation {
  /** The object's. */
  readonly name: string;
  readonly kind: RevocationKind;
  /** The serial number, the token's id, the name of the user or of the group. */
  readonly key: string;
  /** Of a certificate or token; undefined: any. */
  readonly issuer: string | undefined;
  /** Milliseconds; Infinity for certificates and tokens, which are revoked whenever they were issued. */
  readonly issuedBefore: number;
  readonly reason: string;
  /** When the object was made. Milliseconds. */
  readonly revokedAt: number;
}

/** @throws Error for an object that names nothing: validation lets none be stored */
export function revocationOf({ metadata, spec = {} }: CredentialRevocation): Revocation {
  const { certificate, token, subject = {}, reason = 'Unspecified' } = spec;
  const revokedAt = Date.parse(metadata.creationTimestamp ?? '') || 0;
  const base = { name: metadata.name ?? '', reason, revokedAt, issuedBefore: Infinity, issuer: undefined };
  if (certificate?.serialNumber) {
    const issuer = certificate.issuer ? canonicalIssuer(certificate.issuer) : undefined;
    return { ...base, kind: 'certificate', key: canonicalSerial(certificate.serialNumber), issuer };
  }
  if (token?.id) return { ...base, kind: 'token', key: token.id, issuer: token.issuer || undefined };
  const { user, group, serviceAccount, issuedBefore = '' } = subject;
  // Threat: an instant that cannot be read must not spare anybody.
  const instant = Date.parse(issuedBefore);
  const until = { ...base, issuedBefore: Number.isNaN(instant) ? Infinity : instant };
  if (user) return { ...until, kind: 'user', key: user };
  if (group) return { ...until, kind: 'group', key: group };
  if (!serviceAccount) throw new Error(`the revocation ${base.name} names nothing`);
  return { ...until, kind: 'user', key: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}` };
}

/** When a credential was issued, where that is known better than from itself. Milliseconds. */
export type IssueTimes = (credential: Credential) => number | undefined;

/** Certificates are valid from a few minutes before they are issued; nothing is believed to be younger by more. */
const MOST_BACKDATED = 5 * 60_000;

/** Whether a credential of the subject was issued early enough to be meant. One that does not say when counts as early. */
export function isBefore(credential: Credential | undefined, issuedBefore: number, issueTimes: IssueTimes): boolean {
  const told = credential?.issuedAt;
  if (credential === undefined || told === undefined) return true;
  if (told >= issuedBefore) return false;
  const known = issueTimes(credential) ?? told;
  return Math.min(known, told + MOST_BACKDATED) < issuedBefore;
}

/** Whether one revocation hits this credential. */
export function hits(revocation: Revocation, { user, credential }: Holder, issueTimes: IssueTimes): boolean {
  const { kind, key, issuer, issuedBefore } = revocation;
  const isFrom = () => issuer === undefined || issuer === credential?.issuer;
  if (kind === 'certificate') return credential?.serialNumber === key && isFrom();
  if (kind === 'token') return credential?.tokenId === key && isFrom();
  const isMeant = kind === 'user' ? user.name === key : user.groups.includes(key);
  return isMeant && isBefore(credential, issuedBefore, issueTimes);
}
