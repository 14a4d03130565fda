import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate that ends within this time is made anew: a month is kubeadm's advice. */
const RENEW_BEFORE = 30 * 86_400_000;

function covers(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}

/** Whether a leaf on disk can stay in use: issued by the authority, good for every name, and not near its end. */
export function stillGood(
  leaf: X509Certificate,
  authority: X509Certificate,
  now: number,
  names: readonly string[],
): boolean {
  return (
    leaf.validToDate.getTime() - now > RENEW_BEFORE &&
    leaf.checkIssued(authority) &&
    leaf.verify(authority.publicKey) &&
    names.every((name) => covers(leaf, name))
  );
}
