/** Calls of admission webhooks, by the clientConfig of their configurations. */
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '../../util/clock.ts';
import { rootsOf } from './ca-bundle.ts';
import { WebhookError } from './errors.ts';
import { callFailure } from './go-words.ts';
import type { WebhookConfig, WebhookUser } from './kubeconfig.ts';
import { isRefused, refusal } from './pinned-lookup.ts';
import type { Address } from './post.ts';
import { WebhookClient } from './webhook-client.ts';
import { userFor } from './webhook-users.ts';

export interface ServiceReference {
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
  readonly port?: number;
}

/** admissionregistration.k8s.io/v1 WebhookClientConfig. */
export interface HookClientConfig {
  readonly url?: string;
  readonly service?: ServiceReference;
  /** base64 of PEM; absent: the authorities that the host trusts. */
  readonly caBundle?: string;
}

export interface HookClientsOptions {
  readonly users: ReadonlyMap<string, WebhookUser>;
  /** Where a service is reached now. @throws Error that says why it is not */
  resolve(namespace: string, name: string, port: number): Address;
  readonly clock: Clock;
  readonly lookup?: LookupFunction;
}

/** A call that brought no answer; the message is what kube-apiserver tells. */
export class HookCallError extends Error {
  override readonly name = 'HookCallError';
  /** An HTTP status for metrics. */
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** Upstream's. Threat: configurations come and go, and each has connections. */
const MOST_CLIENTS = 200;
/** Longer than any call lasts. */
const RETIREMENT = 60_000;

/** Keep-alive connections to every webhook that was called lately. */
export class HookClients {
  readonly #options: HookClientsOptions;
  /** The one that was used last is last. */
  readonly #clients = new Map<string, Promise<WebhookClient>>();

  constructor(options: HookClientsOptions) {
    this.#options = options;
  }

  /** @returns the answer, not yet decoded @throws HookCallError */
  async call(config: HookClientConfig, review: object, timeoutMilliseconds: number): Promise<unknown> {
    const target = targetOf(config);
    const client = await this.#client(config, target);
    // The webhook is told whole seconds.
    const timeout = `${Math.ceil(timeoutMilliseconds / 1000)}s`;
    let dial: Address | undefined;
    try {
      dial = this.#resolve(config);
      return await client.call(review, { timeoutMilliseconds, parameters: { timeout }, dial });
    } catch (error) {
      const url = `https://${target.shown}${target.url.pathname}?timeout=${timeout}`;
      const address = dial ? hostPort(dial.host, dial.port) : target.hostPort;
      throw failed(error as Error, { url, serverName: target.url.hostname, address });
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.then((opened) => opened.close(), ignore);
    this.#clients.clear();
  }

  #resolve({ service }: HookClientConfig): Address | undefined {
    if (!service) return undefined;
    const address = this.#options.resolve(service.namespace ?? '', service.name ?? '', service.port ?? HTTPS);
    if (isRefused(address.host)) throw refusal();
    return address;
  }

  async #client(config: HookClientConfig, target: Target): Promise<WebhookClient> {
    const key = JSON.stringify([config.url, config.service, config.caBundle]);
    const known = this.#clients.get(key) ?? this.#open(config, target);
    this.#clients.delete(key);
    this.#clients.set(key, known);
    if (this.#clients.size > MOST_CLIENTS) this.#retireOldest();
    try {
      return await known;
    } catch (error) {
      this.#clients.delete(key);
      throw noClient((error as Error).message);
    }
  }

  async #open({ service, caBundle }: HookClientConfig, { url, hostPort: at }: Target): Promise<WebhookClient> {
    const config: WebhookConfig = {
      ...userFor(this.#options.users, at),
      url,
      userAgent: USER_AGENT,
      authority: caBundle ? { data: rootsOf(Buffer.from(caBundle, 'base64').toString('utf8')) } : undefined,
      serverName: service ? url.hostname : undefined,
    };
    const { clock, lookup } = this.#options;
    return WebhookClient.to(config, { clock, ...(lookup && { lookup }), retry: ONCE });
  }

  #retireOldest(): void {
    const [key, client] = this.#clients.entries().next().value!;
    this.#clients.delete(key);
    this.#options.clock.setTimeout(() => client.then((opened) => opened.close(), ignore), RETIREMENT);
  }
}

function noClient(why: string): HookCallError {
  return new HookCallError(`could not get REST client: ${why}`, 500);
}

const HTTPS = 443;
/** By which webhooks and proxies before them know kube-apiserver. */
const USER_AGENT = 'kube-apiserver-admission';
/** The API server's client tries again: whoever calls a webhook waits for it. */
const ONCE = { initialMilliseconds: 0, factor: 1, jitter: 0, steps: 1 };

function ignore(): void {}

interface Target {
  readonly url: URL;
  readonly hostPort: string;
  /** As messages show it. */
  readonly shown: string;
}

function targetOf({ url: text, service }: HookClientConfig): Target {
  if (service) return serviceTarget(service);
  const url = URL.parse(text ?? '');
  if (url?.protocol !== 'https:') throw noClient('webhook configuration must have either service or URL');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && isRefused(host)) throw new HookCallError(`failed to call webhook: ${refusal().message}`, 503);
  return { url, hostPort: `${url.hostname}:${url.port || HTTPS}`, shown: url.host };
}

function serviceTarget({ namespace, name, path = '', port = HTTPS }: ServiceReference): Target {
  const at = `${name}.${namespace}.svc:${port}`;
  return { url: new URL(`https://${at}${path}`), hostPort: at, shown: at };
}

function hostPort(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

function failed(error: Error, callee: Parameters<typeof callFailure>[1]): HookCallError {
  if (!(error instanceof WebhookError))
    return new HookCallError(`failed to call webhook: Post "${callee.url}": ${error.message}`, 503);
  return new HookCallError(`failed to call webhook: ${callFailure(error, callee)}`, error.status ?? 503);
}
