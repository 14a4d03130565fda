/** Wire types of Allium's own API group, `allium.dev`. The schemas of these kinds are in src/schema/own. */
import type { KubeObject } from './object.ts';

export const ALLIUM_GROUP = 'allium.dev';
export const ALLIUM_VERSION = 'v1alpha1';

/** Exactly one of `certificate`, `token` and `subject` is set. */
export interface CredentialRevocationSpec {
  certificate?: { issuer?: string; serialNumber?: string };
  token?: { id?: string; issuer?: string };
  subject?: RevokedSubject;
  /** RFC 5280's, as the API spells them: `KeyCompromise`. */
  reason?: string;
  note?: string;
}

/** Exactly one of `user`, `group` and `serviceAccount` is set. */
export interface RevokedSubject {
  user?: string;
  group?: string;
  serviceAccount?: { namespace?: string; name?: string };
  /** RFC 3339. */
  issuedBefore?: string;
}

export interface CredentialRevocation extends KubeObject {
  spec?: CredentialRevocationSpec;
  status?: { expiresAt?: string };
}

/** What is known of one credential from the moment it was issued. Never the secret part of it. */
export interface IssuedCredentialSpec {
  type?: string;
  credentialID?: string;
  username?: string;
  groups?: string[];
  issuer?: string;
  serialNumber?: string;
  tokenID?: string;
  issuedBy?: string;
  /** RFC 3339. */
  issuedAt?: string;
  /** RFC 3339. */
  expiresAt?: string;
}

export interface IssuedCredential extends KubeObject {
  spec?: IssuedCredentialSpec;
  status?: { lastUsedAt?: string; lastUsedFrom?: string };
}

/** The object that records a credential: its id in the form of a name. */
export function recordNameOf(credentialId: string): string {
  return credentialId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Why a credential is revoked, with the code that a CRL has for it (RFC 5280, 5.3.1). Holds and authorities have other ways. */
export const REVOCATION_REASONS: ReadonlyMap<string, number> = new Map([
  ['Unspecified', 0],
  ['KeyCompromise', 1],
  ['AffiliationChanged', 3],
  ['Superseded', 4],
  ['CessationOfOperation', 5],
  ['PrivilegeWithdrawn', 9],
]);

/** The form in which serial numbers are compared: lower-case hexadecimal without colons and leading zeros. */
export function canonicalSerial(written: string): string {
  return written
    .replaceAll(':', '')
    .toLowerCase()
    .replace(/^0+(?=.)/, '');
}

/** The form in which distinguished names are compared: no blanks around the commas between the parts. */
export function canonicalIssuer(written: string): string {
  return written.trim().replace(/(?<!\\)\s*,\s*/g, ',');
}
