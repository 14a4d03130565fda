import type { X509Certificate } from 'node:crypto';
import type { PresentedCertificate } from '../../request/http.ts';
import type { TrustedAuthorities } from './authorities.ts';
import { type ChainVerdict, verifyChain } from './chain.ts';

/**
 * What follows from the certificates of connections. A chain is verified once for a TLS connection, and again when the
 * authorities have changed: a connection does not outlive the authority that it rests on.
 */
export class ChainVerdicts<T> {
  readonly #authorities: TrustedAuthorities;
  readonly #conclude: (leaf: X509Certificate, chain: ChainVerdict) => T;
  readonly #known = new WeakMap<object, { readonly by: readonly X509Certificate[]; readonly conclusion: T }>();

  constructor(authorities: TrustedAuthorities, conclude: (leaf: X509Certificate, chain: ChainVerdict) => T) {
    this.#authorities = authorities;
    this.#conclude = conclude;
  }

  of(presented: PresentedCertificate): T | Promise<T> {
    const by = this.#authorities.certificates;
    const known = this.#known.get(presented.connection);
    if (known?.by === by) return known.conclusion;
    const remember = (chain: ChainVerdict): T => {
      const conclusion = this.#conclude(presented.leaf, chain);
      this.#known.set(presented.connection, { by, conclusion });
      return conclusion;
    };
    const chain = verifyChain(presented.leaf, presented.chain, by);
    return chain instanceof Promise ? chain.then(remember) : remember(chain);
  }
}
