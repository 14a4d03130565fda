import type { Clock } from '../../util/clock.ts';
import type { IssuerConfiguration } from './configuration.ts';
import { keySetAddress, SigningKeys } from './signing-keys.ts';
import { TokenError } from './token-error.ts';

export interface IssuerKeysPorts {
  readonly clock: Clock;
  /** Gets a document over TLS, bounded in size and time. */
  fetch(address: string): Promise<Buffer>;
  /** Told of every attempt: the keys that are in use from now on, or why there are no new ones. */
  onFetch(outcome: SigningKeys | Error): void;
}

const NEVER = Number.NEGATIVE_INFINITY;
const WELL_KNOWN = '/.well-known/openid-configuration';
/** So that a key that the issuer has withdrawn is not trusted for long. */
const REFRESH_INTERVAL = 5 * 60_000;
/** Threat: tokens with invented key ids must not become requests to the issuer. */
const RETRY_INTERVAL = 10_000;
/** Threat: an issuer that does not answer must not pile up requests. */
const MOST_WAITING = 100;

/**
 * The keys of one issuer: fetched in the background, again every few minutes, and when a token names a key that is not
 * among them. As long as the issuer cannot be reached, the keys that it had are good.
 */
export class IssuerKeys {
  readonly #issuer: IssuerConfiguration;
  readonly #ports: IssuerKeysPorts;
  #keys: SigningKeys | undefined;
  #fetching: Promise<void> | undefined;
  #lastAttempt = NEVER;
  #waiting = 0;
  #stopped = false;
  #cancel = () => {};

  /** @param known in use until newer ones were fetched */
  constructor(issuer: IssuerConfiguration, ports: IssuerKeysPorts, known?: SigningKeys) {
    this.#issuer = issuer;
    this.#ports = ports;
    this.#keys = known;
  }

  /** Whether these are fetched from where this configuration says. */
  isOf({ url, discoveryURL, certificateAuthority }: IssuerConfiguration): boolean {
    const own = this.#issuer;
    return own.url === url && own.discoveryURL === discoveryURL && own.certificateAuthority === certificateAuthority;
  }

  /** The keys in use; undefined as long as none could be fetched. */
  get current(): SigningKeys | undefined {
    return this.#keys;
  }

  /** Begins to fetch. Does not wait for an issuer that may be down. */
  start(): void {
    if (this.#lastAttempt === NEVER) void this.#fetch();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** @returns the keys that it was signed with @throws TokenError when the issuer has not signed it, or cannot be known to have */
  async verify(token: string, algorithms: readonly string[]): Promise<SigningKeys> {
    const keys = this.#keys;
    if (keys !== undefined && (await keys.hasSigned(token, algorithms))) return keys;
    await this.#waitForNewer();
    const newer = this.#keys;
    if (newer === undefined) throw new TokenError("the issuer's keys could not be fetched yet");
    if (newer !== keys && (await newer.hasSigned(token, algorithms))) return newer;
    throw new TokenError('it is not signed by a key of its issuer');
  }

  async #waitForNewer(): Promise<void> {
    const isDue = this.#ports.clock.now() - this.#lastAttempt >= RETRY_INTERVAL;
    const fetching = this.#fetching ?? (isDue && !this.#stopped ? this.#fetch() : undefined);
    if (fetching === undefined || this.#waiting >= MOST_WAITING) return;
    this.#waiting += 1;
    await fetching;
    this.#waiting -= 1;
  }

  #fetch(): Promise<void> {
    this.#fetching ??= this.#attempt().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #attempt(): Promise<void> {
    this.#cancel();
    this.#lastAttempt = this.#ports.clock.now();
    try {
      this.#use(await this.#load());
      this.#schedule(REFRESH_INTERVAL);
    } catch (error) {
      this.#ports.onFetch(error as Error);
      this.#schedule(RETRY_INTERVAL);
    }
  }

  async #load(): Promise<SigningKeys> {
    const { url, discoveryURL } = this.#issuer;
    const discovery = await this.#ports.fetch(discoveryURL === '' ? url.replace(/\/$/, '') + WELL_KNOWN : discoveryURL);
    return new SigningKeys(await this.#ports.fetch(keySetAddress(discovery, url)));
  }

  #use(keys: SigningKeys): void {
    this.#ports.onFetch(keys);
    // The same document is the same set: keys that were imported stay so.
    if (keys.hash !== this.#keys?.hash) this.#keys = keys;
  }

  #schedule(milliseconds: number): void {
    if (!this.#stopped) this.#cancel = this.#ports.clock.setTimeout(() => void this.#fetch(), milliseconds);
  }
}
