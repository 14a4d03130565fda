import type { X509Certificate } from 'node:crypto';
import { refusalByExtensions } from './extensions.ts';
import { refusalByPathLength } from './path-length.ts';

/** A chain's validity in milliseconds: every certificate in it is valid from `from` to `until`. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}
export type ChainVerdict = { readonly valid: Validity } | { readonly refused: string };

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_USAGE = '2.5.29.37.0';
const MAX_INTERMEDIATES = 4;

/** A certificate without extended key usages is good for all of them (RFC 5280, 4.2.1.12). */
function permitsClients(certificate: X509Certificate): boolean {
  const usages = certificate.keyUsage;
  return usages === undefined || usages.length === 0 || usages.includes(CLIENT_AUTH) || usages.includes(ANY_USAGE);
}

function issues(issuer: X509Certificate, subject: X509Certificate): boolean {
  return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
}

function validityOf(chain: readonly X509Certificate[]): Validity {
  const from = Math.max(...chain.map((certificate) => certificate.validFromDate.getTime()));
  return { from, until: Math.min(...chain.map((certificate) => certificate.validToDate.getTime())) };
}

/** The leaf, its intermediates and the authority it leads to; undefined when it leads to none. */
function buildChain(
  leaf: X509Certificate,
  presented: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): X509Certificate[] | undefined {
  const chain = [leaf];
  while (chain.length <= MAX_INTERMEDIATES + 1) {
    const last = chain.at(-1)!;
    const authority = authorities.find((candidate) => issues(candidate, last));
    if (authority) return [...chain, authority];
    const next = presented.find((candidate) => !chain.includes(candidate) && issues(candidate, last));
    if (!next) return undefined;
    chain.push(next);
  }
  return undefined;
}

/** Whether a leaf may authenticate a client, by one of the authorities. Synchronous when one of them issued it itself. */
export function verifyChain(
  leaf: X509Certificate,
  presented: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): ChainVerdict | Promise<ChainVerdict> {
  const chain = buildChain(leaf, presented, authorities);
  if (!chain) return { refused: 'the certificate is signed by an unknown authority' };
  // As in Go, the usages of the trusted authority count too.
  if (!chain.every(permitsClients)) return { refused: 'the certificate is not meant for client authentication' };
  const refused = refusalByExtensions(chain);
  if (refused !== undefined) return { refused };
  const verdict = { valid: validityOf(chain) };
  if (chain.length === 2) return verdict;
  return refusalByPathLength(chain.slice(1)).then((refused) => (refused === undefined ? verdict : { refused }));
}
