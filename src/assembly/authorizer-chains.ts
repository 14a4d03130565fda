/** From a plan to the authorizer that carries it out. */
import { alwaysDenyAuthorizer } from '../authorization/always-deny.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import { counted } from '../authorization/counted.ts';
import { mastersAuthorizer } from '../authorization/masters/masters.ts';
import { rbacAuthorizer } from '../authorization/rbac/rbac-authorizer.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { unionAuthorizer } from '../authorization/union.ts';
import type { AuthorizerPlan, WebhookPlan } from '../config/authorization-configuration/plan.ts';
import type { Objects } from '../controllers/objects.ts';
import type { AuthorizationMetrics } from '../server/metrics/authorization-metrics.ts';
import type { OpenWebhook } from './authorization-webhooks.ts';
import { openNodeAuthorizer } from './node-authorizer.ts';

/** A plan whose webhooks can be asked. */
export interface OpenPlan {
  readonly plan: readonly AuthorizerPlan[];
  /** By name. */
  readonly webhooks: ReadonlyMap<string, OpenWebhook>;
}

export async function openPlan(
  plan: readonly AuthorizerPlan[],
  open: (name: string, webhook: WebhookPlan) => Promise<OpenWebhook>,
): Promise<OpenPlan> {
  const webhooks = new Map<string, OpenWebhook>();
  for (const one of plan) if (one.type === 'Webhook') webhooks.set(one.name, await open(one.name, one.webhook));
  return { plan, webhooks };
}

export interface ChainPorts {
  readonly objects: Objects;
  readonly rbac: RbacIndex;
  readonly metrics: AuthorizationMetrics;
  /** Told of stored objects that cannot be read. */
  onUnreadable(key: string, error: unknown): void;
}

export class AuthorizerChains {
  readonly #ports: ChainPorts;
  /** Made when a plan first names it, and followed from then on. */
  #node: Authorizer | undefined;

  constructor(ports: ChainPorts) {
    this.#ports = ports;
  }

  /** Those who may do everything come before all that can be configured: the way back in. */
  chainOf({ plan, webhooks }: OpenPlan): Authorizer {
    const members = plan.map((one) => {
      const authorizer = one.type === 'Webhook' ? webhooks.get(one.name)!.authorizer : this.#builtIn(one.type);
      return this.#counted(authorizer, one);
    });
    return unionAuthorizer([mastersAuthorizer, ...members]);
  }

  #builtIn(type: Exclude<AuthorizerPlan['type'], 'Webhook'>): Authorizer {
    const { objects, rbac, onUnreadable } = this.#ports;
    switch (type) {
      case 'AlwaysDeny':
        return alwaysDenyAuthorizer;
      case 'Node':
        this.#node ??= openNodeAuthorizer(objects, onUnreadable);
        return this.#node;
      case 'RBAC':
        return rbacAuthorizer(rbac);
    }
  }

  #counted(authorizer: Authorizer, { type, name }: AuthorizerPlan): Authorizer {
    const { metrics } = this.#ports;
    const allowed = { type, name, decision: 'allowed' };
    const denied = { type, name, decision: 'denied' };
    return counted(authorizer, (outcome) => metrics.decisions.add(outcome === 'allow' ? allowed : denied));
  }
}
