import { hash } from 'node:crypto';
import type { MetricFamily, Sample } from './family.ts';

type Status = 'success' | 'failure';

/** Of the keys of one issuer. */
interface Fetches {
  /** When the last one of each result was, in milliseconds. */
  readonly at: Map<Status, number>;
  keySet: string | undefined;
}

/** How the file of --authentication-config fared, and the keys of the issuers in it. Issuers are told by their hash. */
export class OidcMetrics {
  readonly #reloads = new Map<Status, { count: number; at: number }>();
  readonly #fetches = new Map<string, Fetches>();
  #configuration: string | undefined;

  /** @param at milliseconds */
  reloaded(status: Status, at: number): void {
    this.#reloads.set(status, { count: (this.#reloads.get(status)?.count ?? 0) + 1, at });
  }

  /** What is in force from now on. Other issuers are told no more. */
  configured(content: Buffer | undefined, issuers: readonly string[]): void {
    this.#configuration = content && sha256(content);
    for (const issuer of this.#fetches.keys()) if (!issuers.includes(issuer)) this.#fetches.delete(issuer);
    for (const issuer of issuers) {
      if (!this.#fetches.has(issuer)) this.#fetches.set(issuer, { at: new Map(), keySet: undefined });
    }
  }

  /** @param keySet the SHA-256 of the keys; undefined: they could not be had @param at milliseconds */
  fetched(issuer: string, keySet: string | undefined, at: number): void {
    const fetches = this.#fetches.get(issuer);
    if (!fetches) return;
    fetches.at.set(keySet === undefined ? 'failure' : 'success', at);
    if (keySet !== undefined) fetches.keySet = `sha256:${keySet}`;
  }

  *families(): Generator<MetricFamily> {
    const reloads = [...this.#reloads];
    yield {
      name: 'apiserver_authentication_config_controller_automatic_reloads_total',
      help: 'Total number of automatic reloads of authentication configuration split by status.',
      type: 'counter',
      samples: reloads.map(([status, { count }]) => ({ labels: { status }, value: count })),
    };
    yield {
      name: 'apiserver_authentication_config_controller_automatic_reload_last_timestamp_seconds',
      help: 'Timestamp of the last automatic reload of authentication configuration split by status.',
      type: 'gauge',
      samples: reloads.map(([status, { at }]) => ({ labels: { status }, value: at / 1000 })),
    };
    yield {
      name: 'apiserver_authentication_config_controller_last_config_info',
      help: 'Information about the last applied authentication configuration with hash as label.',
      type: 'gauge',
      samples: this.#configuration === undefined ? [] : [{ labels: { hash: this.#configuration }, value: 1 }],
    };
    yield* this.#fetchFamilies();
  }

  *#fetchFamilies(): Generator<MetricFamily> {
    const issuers = [...this.#fetches].map(([issuer, fetches]) => ({ jwt_issuer_hash: sha256(issuer), ...fetches }));
    yield {
      name: 'apiserver_authentication_jwt_authenticator_jwks_fetch_last_timestamp_seconds',
      help: 'Timestamp of the last successful or failed JWKS fetch split by result and jwt issuer.',
      type: 'gauge',
      samples: issuers.flatMap(({ jwt_issuer_hash, at }) =>
        [...at].map(([result, time]): Sample => ({ labels: { result, jwt_issuer_hash }, value: time / 1000 })),
      ),
    };
    yield {
      name: 'apiserver_authentication_jwt_authenticator_jwks_fetch_last_key_set_info',
      help: 'Information about the last JWKS fetched, with its hash as label, split by jwt issuer.',
      type: 'gauge',
      samples: issuers.flatMap(({ jwt_issuer_hash, keySet }) =>
        keySet === undefined ? [] : [{ labels: { jwt_issuer_hash, hash: keySet }, value: 1 }],
      ),
    };
  }
}

function sha256(content: string | Buffer): string {
  return `sha256:${hash('sha256', content, 'hex')}`;
}
