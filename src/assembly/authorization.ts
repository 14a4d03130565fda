/** Who may do what, as the settings ask for it. */
import { readFile } from 'node:fs/promises';
import { alwaysDenyAuthorizer } from '../authorization/always-deny.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import { counted } from '../authorization/counted.ts';
import { mastersAuthorizer } from '../authorization/masters/masters.ts';
import { rbacAuthorizer } from '../authorization/rbac/rbac-authorizer.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { ReplaceableAuthorizer } from '../authorization/replaceable.ts';
import { unionAuthorizer } from '../authorization/union.ts';
import { type AuthorizerPlan, planOfFlags } from '../config/authorization-configuration/plan.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import type { Objects } from '../controllers/objects.ts';
import { errorFields, type Log } from '../server/log/log.ts';
import { AuthorizationMetrics } from '../server/metrics/authorization-metrics.ts';
import type { Clock } from '../util/clock.ts';
import { watchFile } from '../util/watch-file.ts';
import type { OpenWebhook } from './authorization-webhooks.ts';
import { openNodeAuthorizer } from './node-authorizer.ts';

interface Ports {
  readonly clock: Clock;
  readonly log: Log;
}

/** A plan whose webhooks can be asked. */
interface Opened {
  readonly plan: readonly AuthorizerPlan[];
  readonly webhooks: ReadonlyMap<string, OpenWebhook>;
}

export class Authorization {
  readonly metrics = new AuthorizationMetrics();
  readonly #ports: Ports;
  #opened: Opened;
  #stopWatching = () => {};
  #follow: ((opened: Opened) => Promise<void>) | undefined;

  private constructor(opened: Opened, ports: Ports) {
    this.#opened = opened;
    this.#ports = ports;
  }

  /** @throws ConfigError */
  static async open(settings: Settings, ports: Ports): Promise<Authorization> {
    const file = settings.authorizationConfig;
    if (file === undefined) return new Authorization(await openPlan(planOfFlags(settings), ports), ports);
    const content = await readFile(file);
    const opened = await read(content, ports).catch((error: Error) => {
      throw new ConfigError(`--authorization-config ${file}: ${error.message}`);
    });
    const authorization = new Authorization(opened, ports);
    authorization.#watch(file, content);
    return authorization;
  }

  /** In order; those who may do everything come before all of them. */
  get names(): string[] {
    return this.#opened.plan.map(({ type, name }) => (type === 'Webhook' ? `webhook ${name}` : type));
  }

  stop(): void {
    this.#stopWatching();
  }

  /** To be called once: what changes in the file from now on changes the authorizer. */
  readonly authorizer = (objects: Objects, rbac: RbacIndex): Authorizer => {
    let node: Authorizer | undefined;
    const { log } = this.#ports;
    const chain = ({ plan, webhooks }: Opened) => {
      const member = ({ type, name }: AuthorizerPlan): Authorizer => {
        switch (type) {
          case 'AlwaysDeny':
            return alwaysDenyAuthorizer;
          case 'Node':
            node ??= openNodeAuthorizer(objects, (key, error) =>
              log.warn('an object cannot be read', { key, ...errorFields(error) }),
            );
            return node;
          case 'RBAC':
            return rbacAuthorizer(rbac);
          case 'Webhook':
            return webhooks.get(name)!.authorizer;
        }
      };
      return unionAuthorizer([mastersAuthorizer, ...plan.map((one) => this.#counted(member(one), one))]);
    };
    const current = new ReplaceableAuthorizer(chain(this.#opened));
    this.#follow = async (opened) => {
      const next = chain(opened);
      await next.synced;
      current.replace(next);
    };
    return current;
  };

  #counted(authorizer: Authorizer, { type, name }: AuthorizerPlan): Authorizer {
    const allowed = { type, name, decision: 'allowed' };
    const denied = { type, name, decision: 'denied' };
    return counted(authorizer, (outcome) => this.metrics.decided(outcome === 'allow' ? allowed : denied));
  }

  #watch(file: string, content: Buffer): void {
    const { clock, log } = this.#ports;
    const watch = watchFile(file, content, {
      clock,
      onChange: (changed) => this.#reload(changed),
      onError: (error) => {
        this.metrics.reloaded('failure', clock.now());
        log.error('the authorization configuration cannot be used; the one before stays in force', {
          file,
          ...errorFields(error),
        });
      },
    });
    this.#stopWatching = () => watch.stop();
  }

  async #reload(content: Buffer): Promise<void> {
    const { clock, log } = this.#ports;
    const opened = await read(content, this.#ports);
    await this.#follow?.(opened);
    for (const { retire } of this.#opened.webhooks.values()) retire();
    this.#opened = opened;
    this.metrics.reloaded('success', clock.now());
    log.info('a new authorization configuration is in force', { authorizers: this.names });
  }
}

/** Loaded when there is such a file: with it comes all of CEL. */
async function read(content: Buffer, ports: Ports): Promise<Opened> {
  const { readAuthorizationConfiguration } = await import('../config/authorization-configuration/read.ts');
  return openPlan(await readAuthorizationConfiguration(content), ports);
}

async function openPlan(plan: readonly AuthorizerPlan[], ports: Ports): Promise<Opened> {
  const webhooks = new Map<string, OpenWebhook>();
  for (const authorizer of plan) {
    if (authorizer.type !== 'Webhook') continue;
    const { name, webhook } = authorizer;
    const { openWebhook } = await import('./authorization-webhooks.ts');
    webhooks.set(name, await openWebhook(name, webhook, ports));
  }
  return { plan, webhooks };
}
