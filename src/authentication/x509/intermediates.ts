/**
 * What Node's certificates do not tell, and what only matters when there are authorities between the client's
 * certificate and a trusted one. The X.509 library is slow to load, hence loaded here and not at the start.
 */
import type { X509Certificate } from 'node:crypto';

/** Extensions that may be critical because their meaning is enforced here, in chain.ts or by OpenSSL. */
const UNDERSTOOD = new Set([
  '2.5.29.15', // key usage
  '2.5.29.19', // basic constraints
  '2.5.29.37', // extended key usage
]);
const NAME_CONSTRAINTS = '2.5.29.30';

/**
 * @param authorities from the leaf's issuer to the trusted one
 * @returns why the chain is refused
 */
export async function checkIntermediates(authorities: readonly X509Certificate[]): Promise<string | undefined> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  for (const [below, authority] of authorities.entries()) {
    const parsed = new x509.X509Certificate(authority.raw);
    const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
    if (constraints?.pathLength !== undefined && constraints.pathLength < below) {
      return 'an authority in the certificate chain allows fewer authorities below it';
    }
    const trusted = below === authorities.length - 1;
    const strange = parsed.extensions.find(
      ({ type, critical }) => type === NAME_CONSTRAINTS || (critical && !UNDERSTOOD.has(type)),
    );
    if (strange && !trusted)
      return `an authority in the certificate chain has a constraint that is not supported (${strange.type})`;
  }
  return undefined;
}
