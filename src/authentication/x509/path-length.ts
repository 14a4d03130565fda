/**
 * What only matters when there are authorities between the client's certificate and a trusted one. The X.509 library is
 * slow to load, hence loaded here and not at the start.
 */
import type { X509Certificate } from 'node:crypto';

/**
 * @param authorities from the leaf's issuer to the trusted one
 * @returns why the chain is refused
 */
export async function refusalByPathLength(authorities: readonly X509Certificate[]): Promise<string | undefined> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  for (const [below, { raw }] of authorities.entries()) {
    const constraints = new x509.X509Certificate(raw).getExtension(x509.BasicConstraintsExtension);
    if (constraints?.pathLength !== undefined && constraints.pathLength < below) {
      return 'an authority in the certificate chain allows fewer authorities below it';
    }
  }
  return undefined;
}
