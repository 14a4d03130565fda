/** Asks a webhook that a kubeconfig names: for authentication and authorization, as kube-apiserver's flags configure them. */
import { readFile } from 'node:fs/promises';
import type { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { dirname, resolve } from 'node:path';
import type { Clock } from '../../util/clock.ts';
import { type Backoff, DEFAULT_BACKOFF, withBackoff } from './backoff.ts';
import { agentFor, type Credentials, headersFor, readCredentials } from './connection.ts';
import { WebhookError } from './errors.ts';
import { readWebhookConfig, type WebhookConfig, WebhookConfigError } from './kubeconfig.ts';
import { pinnedLookup } from './pinned-lookup.ts';
import { type Address, post } from './post.ts';

export interface WebhookClientOptions {
  /** Of one call; default: kube-apiserver's 30 seconds. */
  readonly timeoutMilliseconds?: number;
  readonly retry?: Backoff;
  readonly clock: Clock;
  /** Of names into addresses; default: once a connection, and to none that no webhook has. */
  readonly lookup?: LookupFunction;
  /** Between 0 and 1. */
  random?(): number;
}

/** Of one call, where it differs from the others. */
export interface CallOptions {
  readonly timeoutMilliseconds?: number;
  /** Added to the URL. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What is dialled instead of the URL's host. */
  readonly dial?: Address | undefined;
}

const PINNED = pinnedLookup();
const DEFAULT_TIMEOUT = 30_000;
/** How soon a token or a certificate that was replaced in its file is used. */
const CREDENTIALS_LIFETIME = 60_000;

export class WebhookClient {
  readonly #config: WebhookConfig;
  readonly #options: WebhookClientOptions;
  #credentials: Credentials;
  #agent: Agent;
  #readAt: number;

  private constructor(config: WebhookConfig, credentials: Credentials, options: WebhookClientOptions) {
    this.#config = config;
    this.#options = options;
    this.#credentials = credentials;
    this.#agent = agentFor(config, credentials, options.lookup ?? PINNED);
    this.#readAt = options.clock.now();
  }

  /**
   * @param kubeconfig its path, or what is in it; relative paths in it are relative to its folder, or to the current one
   * @throws WebhookConfigError when it, or a file that it names, cannot be used
   */
  static async open(kubeconfig: string | object, options: WebhookClientOptions): Promise<WebhookClient> {
    const isPath = typeof kubeconfig === 'string';
    const content = isPath ? await readKubeconfig(kubeconfig) : kubeconfig;
    return WebhookClient.to(readWebhookConfig(content, isPath ? dirname(resolve(kubeconfig)) : '.'), options);
  }

  /** @throws WebhookConfigError when a file that it names cannot be used */
  static async to(config: WebhookConfig, options: WebhookClientOptions): Promise<WebhookClient> {
    return new WebhookClient(config, await readCredentials(config), options);
  }

  /**
   * Posts JSON, again after passing failures, and reads JSON. The answer is the webhook's word: not yet decoded.
   * @throws WebhookError
   */
  async call(body: unknown, options: CallOptions = {}): Promise<unknown> {
    await this.#refreshCredentials();
    const { clock, random = Math.random, retry = DEFAULT_BACKOFF } = this.#options;
    const text = JSON.stringify(body);
    const isPassing = (error: unknown) => error instanceof WebhookError && error.passing;
    return parseAnswer(await withBackoff(() => this.#post(text, options), isPassing, retry, { clock, random }));
  }

  /**
   * Posts JSON text once. What the webhook says to it, beside that it has it, is nobody's concern.
   * @throws WebhookError
   */
  async send(text: string): Promise<void> {
    await this.#refreshCredentials();
    await this.#post(text, {});
  }

  /** Ends the connections that are kept open. */
  close(): void {
    this.#agent.destroy();
  }

  #post(body: string, { timeoutMilliseconds, parameters = {}, dial }: CallOptions): Promise<Buffer> {
    const url = new URL(this.#config.url);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return post(url, body, {
      agent: this.#agent,
      headers: headersFor(this.#config, this.#credentials),
      timeoutMilliseconds: timeoutMilliseconds ?? this.#options.timeoutMilliseconds ?? DEFAULT_TIMEOUT,
      dial,
    });
  }

  /** What cannot be read or used is left as it was: a file that is just being replaced must not fail the calls. */
  async #refreshCredentials(): Promise<void> {
    const now = this.#options.clock.now();
    if (now - this.#readAt < CREDENTIALS_LIFETIME) return;
    this.#readAt = now;
    try {
      const read = await readCredentials(this.#config);
      if (JSON.stringify(read) === JSON.stringify(this.#credentials)) return;
      this.#agent = agentFor(this.#config, read, this.#options.lookup ?? PINNED);
      this.#credentials = read;
    } catch (error) {
      if (!(error instanceof WebhookConfigError)) throw error;
    }
  }
}

export async function readKubeconfig(path: string): Promise<unknown> {
  try {
    const { parse } = await import('yaml');
    return parse(await readFile(path, 'utf8'), { maxAliasCount: 0 });
  } catch (error) {
    throw new WebhookConfigError(
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'it is not YAML'}`,
    );
  }
}

function parseAnswer(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new WebhookError('the webhook answered with something that is not JSON');
  }
}
