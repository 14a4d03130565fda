/**
 * Has webhooks change objects: one after the other, in the order of their configurations' names
 * (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/).
 */
import { encodeJson } from '../../../api/json.ts';
import type { AdmissionAttributes, AdmissionPlugin, Reinvocation } from '../../admission.ts';
import type { Lookup } from '../../lookup.ts';
import { isExempt } from '../../matching/exempt.ts';
import type { Target } from '../../matching/match.ts';
import { Rounds } from '../../rounds.ts';
import { callHook, observed } from '../../webhook/call.ts';
import { type Hook, Hooks } from '../../webhook/hook.ts';
import { type Patched, patchObject } from '../../webhook/patch.ts';
import type { WebhookPorts } from '../../webhook/ports.ts';
import { Reviewed } from '../../webhook/reviewed.ts';
import { selectHook } from '../../webhook/select.ts';

const MUTATION = 'mutation.webhook.admission.k8s.io';
const PATCH = 'patch.webhook.admission.k8s.io';

export class MutatingAdmissionWebhook implements AdmissionPlugin {
  readonly name = 'MutatingAdmissionWebhook';
  readonly showsChanges = true;
  readonly #hooks: Hooks;
  readonly #ports: WebhookPorts;
  readonly #rounds = new WeakMap<AdmissionAttributes, Rounds>();

  /** @param configurations in the order of their names */
  constructor(configurations: Pick<Lookup, 'list'>, ports: WebhookPorts) {
    this.#hooks = new Hooks(configurations);
    this.#ports = ports;
  }

  handles(): boolean {
    return true;
  }

  admit(attributes: AdmissionAttributes, reinvocation: Reinvocation): void | Promise<void> {
    if (isExempt(attributes)) return;
    const hooks = this.#hooks.list();
    if (hooks.length > 0) return this.#dispatch(hooks, attributes, reinvocation);
  }

  async #dispatch(hooks: readonly Hook[], attributes: AdmissionAttributes, reinvocation: Reinvocation): Promise<void> {
    const rounds = this.#rounds.get(attributes) ?? new Rounds();
    this.#rounds.set(attributes, rounds);
    if (reinvocation.isReinvocation && rounds.hasChangedSince(attributes.object)) rounds.changed();
    const reviewed = new Reviewed(attributes, this.#ports.versions);
    for (const [index, hook] of hooks.entries()) {
      const selecting = selectHook(hook, 'admit', reviewed, this.#ports);
      const target = selecting instanceof Promise ? await selecting : selecting;
      // A webhook that did not see the object in the first round does not in the second.
      if (!target || (reinvocation.isReinvocation && !rounds.isWanted(hook.id))) continue;
      const position = `round_${reinvocation.isReinvocation ? 1 : 0}_index_${index}`;
      if (await this.#call(hook, reviewed, target, position)) {
        attributes.witness?.sees(this.name, hook.name);
        rounds.changed();
        reinvocation.request();
      }
      if (hook.reinvocable) rounds.add(hook.id);
    }
    rounds.end(attributes.object);
  }

  /** @returns whether the object has changed */
  async #call(hook: Hook, reviewed: Reviewed, target: Target, position: string): Promise<boolean> {
    const { attributes } = reviewed;
    let patched: Patched | undefined;
    try {
      const result = await observed(hook, 'admit', reviewed, this.#ports, async () => {
        const verdict = await callHook(hook, 'admit', reviewed, target, this.#ports);
        return patchObject(hook.name, verdict, reviewed, target, this.#ports);
      });
      if (result !== 'failed-open') patched = result;
      else attributes.annotate?.(`failed-open.${MUTATION}/${position}`, hook.name);
      return patched?.changed ?? false;
    } finally {
      annotate(hook, attributes, position, patched);
    }
  }
}

function annotate(
  { configuration, name: webhook }: Hook,
  attributes: AdmissionAttributes,
  position: string,
  patched: Patched | undefined,
): void {
  const mutated = patched?.changed ?? false;
  attributes.annotate?.(`${MUTATION}/${position}`, JSON.stringify({ configuration, webhook, mutated }));
  if (!patched) return;
  const { operations: patch } = patched;
  // Threat: a patch may hold secrets: it is told only where objects are.
  const detail = encodeJson({ configuration, webhook, patch, patchType: 'JSONPatch' });
  attributes.annotate?.(`${PATCH}/${position}`, detail, 'Request');
}
