/** Which certificate is shown to a client that names the server it wants (SNI, RFC 6066, 3). */
import { X509Certificate } from 'node:crypto';

/** PEM. */
export interface NamedPair {
  readonly certificate: string;
  readonly privateKey: string;
  /** DNS names, addresses, and patterns such as `*.example.com`; none: those that the certificate has. */
  readonly names: readonly string[];
}

/**
 * By name; of several pairs for one, the first. Names that were given count before those of certificates.
 * @throws Error when a certificate cannot be read
 */
export function pairsByName<P extends NamedPair>(pairs: readonly P[]): ReadonlyMap<string, P> {
  const byName = new Map<string, P>();
  const add = (pair: P, names: readonly string[]) => {
    for (const name of names.map((text) => text.toLowerCase())) if (!byName.has(name)) byName.set(name, pair);
  };
  for (const pair of pairs) add(pair, pair.names);
  for (const pair of pairs) if (pair.names.length === 0) add(pair, namesOf(new X509Certificate(pair.certificate)));
  return byName;
}

/** What there is for a name: itself, or the pattern with its first label left open. */
export function pairFor<P>(byName: ReadonlyMap<string, P>, serverName: string): P | undefined {
  const name = serverName.toLowerCase().replace(/\.$/, '');
  return byName.get(name) ?? byName.get(name.replace(/^[^.]+/, '*'));
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  // Threat: names that hold a comma are quoted by Node, and match no name that is asked for.
  return subjectAltName.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
}
