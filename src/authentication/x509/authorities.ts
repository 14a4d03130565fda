import { X509Certificate } from 'node:crypto';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** @throws Error when a bundle holds no certificate, or one that cannot be read */
export function parseBundle(bundle: string): X509Certificate[] {
  const certificates = [...bundle.matchAll(PEM_CERTIFICATE)].map(([pem]) => new X509Certificate(pem));
  if (certificates.length === 0) throw new Error('it holds no PEM certificate');
  return certificates;
}

/** Whose certificates are believed. May change while the server runs. */
export class TrustedAuthorities {
  #certificates: readonly X509Certificate[];

  /** @param bundles each may hold several certificates, PEM */
  constructor(bundles: readonly string[]) {
    this.#certificates = bundles.flatMap(parseBundle);
  }

  /** Another list when the authorities have changed, and the same as long as they have not. */
  get certificates(): readonly X509Certificate[] {
    return this.#certificates;
  }

  /** From now on, on connections that are open too. @throws Error when a bundle cannot be read; nothing changes then */
  replace(bundles: readonly string[]): void {
    const next = bundles.flatMap(parseBundle);
    const fingerprints = (list: readonly X509Certificate[]) => list.map(({ fingerprint256 }) => fingerprint256).join();
    if (fingerprints(next) !== fingerprints(this.#certificates)) this.#certificates = next;
  }
}
