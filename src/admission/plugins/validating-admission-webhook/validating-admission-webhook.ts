/** Asks webhooks whether an object may be: all that are for it at once. The first that refuses, in their order, is told. */
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission.ts';
import type { Lookup } from '../../lookup.ts';
import { isExempt } from '../../matching/exempt.ts';
import type { Target } from '../../matching/match.ts';
import { callHook, observed } from '../../webhook/call.ts';
import { type Hook, Hooks } from '../../webhook/hook.ts';
import type { WebhookPorts } from '../../webhook/ports.ts';
import { Reviewed } from '../../webhook/reviewed.ts';
import { objectsOf, selectHook } from '../../webhook/select.ts';

interface Invocation {
  readonly hook: Hook;
  readonly target: Target;
}

export class ValidatingAdmissionWebhook implements AdmissionPlugin {
  readonly name = 'ValidatingAdmissionWebhook';
  readonly #hooks: Hooks;
  readonly #ports: WebhookPorts;

  /** @param configurations in the order of their names */
  constructor(configurations: Pick<Lookup, 'list'>, ports: WebhookPorts) {
    this.#hooks = new Hooks(configurations);
    this.#ports = ports;
  }

  handles(): boolean {
    return true;
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    if (isExempt(attributes)) return;
    const hooks = this.#hooks.list();
    if (hooks.length > 0) return this.#dispatch(hooks, new Reviewed(attributes, this.#ports.versions));
  }

  async #dispatch(hooks: readonly Hook[], reviewed: Reviewed): Promise<void> {
    const invocations: Invocation[] = [];
    for (const hook of hooks) {
      const selecting = selectHook(hook, 'validating', reviewed, this.#ports);
      const target = selecting instanceof Promise ? await selecting : selecting;
      if (!target) continue;
      // Nobody is asked about an object that cannot be shown to all.
      objectsOf(reviewed, target);
      invocations.push({ hook, target });
    }
    const results = await Promise.allSettled(invocations.map((one, index) => this.#call(one, index, reviewed)));
    const refusal = results.find((result) => result.status === 'rejected');
    if (refusal) throw refusal.reason;
  }

  async #call({ hook, target }: Invocation, index: number, reviewed: Reviewed): Promise<void> {
    const call = () => callHook(hook, 'validating', reviewed, target, this.#ports);
    if ((await observed(hook, 'validating', reviewed, this.#ports, call)) !== 'failed-open') return;
    const key = `failed-open.validating.webhook.admission.k8s.io/round_0_index_${index}`;
    reviewed.attributes.annotate?.(key, hook.name);
  }
}
