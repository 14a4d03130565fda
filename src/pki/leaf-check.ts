import type { X509Certificate } from 'node:crypto';
import { parseIp } from '../util/ip.ts';
import { BACKDATE } from './validity.ts';

/** A certificate that ends within this time is made anew: a month is kubeadm's advice. */
const RENEW_BEFORE = 30 * 86_400_000;
/** Of certificates that live shorter than a few months, the last part of their life. */
const RENEW_IN_LAST = 1 / 3;

function renewsBefore(leaf: X509Certificate): number {
  const lifetime = leaf.validToDate.getTime() - leaf.validFromDate.getTime() - BACKDATE;
  return Math.min(RENEW_BEFORE, lifetime * RENEW_IN_LAST);
}

function covers(certificate: X509Certificate, name: string): boolean {
  return (parseIp(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}

/** Whether a leaf on disk can stay in use: issued by the authority, good for every name, and not near its end. */
export function stillGood(
  leaf: X509Certificate,
  authority: X509Certificate,
  now: number,
  names: readonly string[],
): boolean {
  return (
    leaf.validToDate.getTime() - now > renewsBefore(leaf) &&
    leaf.checkIssued(authority) &&
    leaf.verify(authority.publicKey) &&
    names.every((name) => covers(leaf, name))
  );
}
