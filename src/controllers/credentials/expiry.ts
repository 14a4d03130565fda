/** When all that a revocation names has expired by itself. */
import { type CredentialRevocation, canonicalSerial, type IssuedCredentialSpec } from '../../api/allium.ts';

const YEAR = 365.25 * 24 * 60 * 60_000;
/** As long as an authority of the cluster: no certificate of it is good for longer. */
const LONGEST_CERTIFICATE = 10 * YEAR;

/** Expiry of a credential on record, by the key that `recordKey` gives it. Milliseconds. */
export type KnownExpiries = ReadonlyMap<string, number>;

/** By what a record is found from a revocation; undefined for credentials without a number. */
export function recordKey({ serialNumber, tokenID }: IssuedCredentialSpec): string | undefined {
  if (serialNumber) return `certificate ${canonicalSerial(serialNumber)}`;
  return tokenID ? `token ${tokenID}` : undefined;
}

/** Those who may hold tokens without an end: old-style tokens of service accounts, bootstrap tokens. */
const MAY_HOLD_ENDLESS = /^system:(serviceaccount|bootstrap|authenticated)/;

/** @returns milliseconds; undefined when nobody can tell */
export function expiryOf({ metadata, spec = {} }: CredentialRevocation, known: KnownExpiries): number | undefined {
  const { certificate, token, subject } = spec;
  const created = Date.parse(metadata.creationTimestamp ?? '');
  if (certificate?.serialNumber) {
    return known.get(recordKey({ serialNumber: certificate.serialNumber })!) ?? created + LONGEST_CERTIFICATE;
  }
  if (token) return known.get(`token ${token.id}`);
  const name = subject?.user ?? subject?.group;
  if (!name || MAY_HOLD_ENDLESS.test(name)) return undefined;
  return Date.parse(subject?.issuedBefore ?? '') + LONGEST_CERTIFICATE;
}
