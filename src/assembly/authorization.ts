/** Who may do what, as the settings ask for it. */
import { readFile } from 'node:fs/promises';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { ReplaceableAuthorizer } from '../authorization/replaceable.ts';
import { type AuthorizerPlan, planOfFlags } from '../config/authorization-configuration/plan.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import type { Objects } from '../controllers/objects.ts';
import { errorFields, type Log } from '../server/log/log.ts';
import { AuthorizationMetrics } from '../server/metrics/authorization-metrics.ts';
import type { Clock } from '../util/clock.ts';
import { watchFile } from '../util/watch-file.ts';
import { AuthorizerChains, type OpenPlan, openPlan } from './authorizer-chains.ts';

interface Ports {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: AuthorizationMetrics;
}

export class Authorization {
  readonly #ports: Ports;
  #current: OpenPlan;
  #replace: ((next: OpenPlan) => Promise<void>) | undefined;
  #stopWatching = () => {};

  private constructor(first: OpenPlan, ports: Ports) {
    this.#current = first;
    this.#ports = ports;
  }

  /** @throws ConfigError */
  static async open(settings: Settings, { clock, log }: Omit<Ports, 'metrics'>): Promise<Authorization> {
    const ports = { clock, log, metrics: new AuthorizationMetrics() };
    const { authorizationConfig: file, authorizationWebhookConfigFile: webhookFile } = settings;
    if (file === undefined) {
      const opening = withWebhooks(planOfFlags(settings), ports);
      return new Authorization(await named(opening, `--authorization-webhook-config-file ${webhookFile}`), ports);
    }
    const content = await readFile(file);
    const first = await named(read(content, ports), `--authorization-config ${file}`);
    const authorization = new Authorization(first, ports);
    authorization.#watch(file, content);
    return authorization;
  }

  /** In order; those who may do everything come before all of them. */
  get names(): string[] {
    return this.#current.plan.map(({ type, name }) => (type === 'Webhook' ? `webhook ${name}` : type));
  }

  get metrics(): AuthorizationMetrics {
    return this.#ports.metrics;
  }

  stop(): void {
    this.#stopWatching();
  }

  /** To be called once: what changes in the file from now on changes the authorizer. */
  readonly authorizer = (objects: Objects, rbac: RbacIndex): Authorizer => {
    const onUnreadable = (key: string, error: unknown) =>
      this.#ports.log.warn('an object cannot be read', { key, ...errorFields(error) });
    const chains = new AuthorizerChains({ objects, rbac, metrics: this.metrics, onUnreadable });
    const authorizer = new ReplaceableAuthorizer(chains.chainOf(this.#current));
    this.#replace = async (plan) => {
      const next = chains.chainOf(plan);
      await next.synced;
      authorizer.replace(next);
    };
    return authorizer;
  };

  #watch(file: string, content: Buffer): void {
    const { clock, log } = this.#ports;
    const watch = watchFile(file, content, {
      clock,
      onChange: (changed) => this.#reload(changed),
      onError: (error) => {
        this.metrics.reloaded('failure', clock.now());
        const fields = { file, ...errorFields(error) };
        log.error('the authorization configuration cannot be used; the one before stays in force', fields);
      },
    });
    this.#stopWatching = () => watch.stop();
  }

  async #reload(content: Buffer): Promise<void> {
    const { clock, log } = this.#ports;
    const next = await read(content, this.#ports);
    await this.#replace?.(next);
    for (const { retire } of this.#current.webhooks.values()) retire();
    this.#current = next;
    this.metrics.reloaded('success', clock.now());
    log.info('a new authorization configuration is in force', { authorizers: this.names });
  }
}

/** Loaded when there is such a file: with it comes all of CEL. */
async function read(content: Buffer, ports: Ports): Promise<OpenPlan> {
  const { readAuthorizationConfiguration } = await import('../config/authorization-configuration/read.ts');
  return withWebhooks(await readAuthorizationConfiguration(content), ports);
}

function withWebhooks(plan: readonly AuthorizerPlan[], ports: Ports): Promise<OpenPlan> {
  return openPlan(plan, async (name, webhook) => {
    const { openWebhook } = await import('./authorization-webhooks.ts');
    return openWebhook(name, webhook, ports);
  });
}

function named<T>(opening: Promise<T>, what: string): Promise<T> {
  return opening.catch((error: Error) => {
    throw new ConfigError(`${what}: ${error.message}`);
  });
}
