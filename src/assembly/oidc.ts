/** Tokens of OpenID Connect issuers, and anonymous access, as a file or flags configure them. */
import { readFile } from 'node:fs/promises';
import { celExpressions } from '../authentication/oidc/cel-expressions.ts';
import { fetchDocument } from '../authentication/oidc/fetch-document.ts';
import { OidcAuthenticator } from '../authentication/oidc/oidc.ts';
import type { SigningKeys } from '../authentication/oidc/signing-keys.ts';
import type {
  AnonymousConfiguration,
  AuthenticationConfiguration,
} from '../config/authentication-configuration/authentication-configuration.ts';
import { algorithmsOf, configurationOfFlags } from '../config/authentication-configuration/flags.ts';
import { checked, readAuthenticationConfiguration } from '../config/authentication-configuration/read.ts';
import type { ValidationContext } from '../config/authentication-configuration/validate.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../server/log/log.ts';
import { seldom } from '../server/log/seldom.ts';
import { OidcMetrics } from '../server/metrics/oidc-metrics.ts';
import type { Clock } from '../util/clock.ts';
import { deepEqual } from '../util/deep-equal.ts';
import { watchFile } from '../util/watch-file.ts';

interface Ports {
  readonly clock: Clock;
  readonly log: Log;
}

/** Threat: an issuer's documents may be endless, or never come. */
const DOCUMENT_LIMITS = { timeoutMilliseconds: 5000, maxBytes: 1024 * 1024 };

export class Oidc {
  readonly metrics = new OidcMetrics();
  readonly authenticator: OidcAuthenticator;
  readonly #settings: Settings;
  readonly #ports: Ports;
  readonly #context: ValidationContext;
  #configuration: AuthenticationConfiguration = { jwt: [] };
  #stopWatching = () => {};

  private constructor(settings: Settings, ports: Ports) {
    this.#settings = settings;
    this.#ports = ports;
    this.#context = { expressions: celExpressions, disallowedIssuers: settings.serviceAccountIssuer };
    this.authenticator = this.#newAuthenticator();
  }

  /** Waits for no issuer. @throws ConfigError */
  static async open(settings: Settings, ports: Ports): Promise<Oidc> {
    const oidc = new Oidc(settings, ports);
    const { authenticationConfig: file } = settings;
    if (file === undefined) oidc.#use(checked(await configurationOfFlags(settings), oidc.#context));
    else await oidc.#openFile(file);
    return oidc;
  }

  /** What the file says; undefined: as the flag says. */
  get anonymous(): AnonymousConfiguration | undefined {
    return this.#configuration.anonymous;
  }

  get issuers(): string[] {
    return this.#configuration.jwt.map(({ issuer }) => issuer.url);
  }

  stop(): void {
    this.#stopWatching();
    this.authenticator.stop();
  }

  async #openFile(file: string): Promise<void> {
    const content = await readFile(file);
    try {
      const configuration = await readAuthenticationConfiguration(content, this.#context);
      if (configuration.anonymous !== undefined && this.#settings.anonymousAuth !== undefined) throw ANONYMOUS_TWICE;
      this.#use(configuration, content);
    } catch (error) {
      throw new ConfigError(`--authentication-config ${file}: ${(error as Error).message}`);
    }
    const { clock } = this.#ports;
    const watch = watchFile(file, content, {
      clock,
      onChange: (changed) => this.#reload(changed),
      onError: (error) => this.#complain(error),
    });
    this.#stopWatching = () => watch.stop();
  }

  async #reload(content: Buffer): Promise<void> {
    const { clock, log } = this.#ports;
    try {
      const configuration = await readAuthenticationConfiguration(content, this.#context);
      if (!deepEqual(configuration.anonymous, this.anonymous)) throw ANONYMOUS_CHANGED;
      this.#use(configuration, content);
      this.metrics.reloaded('success', clock.now());
      log.info('a new authentication configuration is in force', { issuers: this.issuers });
    } catch (error) {
      // It will not become right by itself: the file's next change is waited for.
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    const { clock, log } = this.#ports;
    this.metrics.reloaded('failure', clock.now());
    log.error('the authentication configuration cannot be used; the one before stays in force', {
      file: this.#settings.authenticationConfig,
      error: (error as Error).message,
    });
  }

  #use(configuration: AuthenticationConfiguration, content?: Buffer): void {
    this.authenticator.configure(configuration.jwt);
    this.#configuration = configuration;
    this.metrics.configured(content, this.issuers);
  }

  #newAuthenticator(): OidcAuthenticator {
    const { serviceAccountIssuer, apiAudiences } = this.#settings;
    const { clock, log } = this.#ports;
    const failed = seldom(clock, (text) => log.warn("an issuer's keys cannot be fetched", { reason: text }));
    const refused = seldom(clock, (text) => log.info('a token was refused', { reason: text }));
    const onFetch = (issuer: string, outcome: SigningKeys | Error) => {
      const isFailure = outcome instanceof Error;
      this.metrics.fetched(issuer, isFailure ? undefined : outcome.hash, clock.now());
      if (isFailure) failed(`${issuer}: ${outcome.message}`);
    };
    return new OidcAuthenticator({
      clock,
      expressions: celExpressions,
      algorithms: algorithmsOf(this.#settings),
      apiAudiences: apiAudiences.length > 0 ? apiAudiences : serviceAccountIssuer,
      fetch: (address, options) => fetchDocument(address, { ...options, ...DOCUMENT_LIMITS, environment: process.env }),
      onFetch,
      onReject: (issuer, reason) => refused(`${issuer}: ${reason}`),
    });
  }
}

const ANONYMOUS_TWICE = new ConfigError(
  'anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file',
);
const ANONYMOUS_CHANGED = new ConfigError('anonymous: Forbidden: changed from initial configuration file');
