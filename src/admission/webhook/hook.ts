/** Webhooks of stored configurations, made ready to be asked. */
import { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type {
  AdmissionregistrationV1WebhookClientConfig,
  V1MutatingWebhook,
  V1ValidatingWebhook,
} from '../../schema/generated/types.ts';
import { Conditions } from '../expressions/conditions.ts';
import type { Lookup } from '../lookup.ts';
import type { MatchCriteria } from '../matching/match.ts';
import type { ReviewVersion } from './review.ts';

export interface Hook {
  readonly name: string;
  /** The name of the object that it stands in. */
  readonly configuration: string;
  /** Of all webhooks of its kind, and the same as long as it is there. */
  readonly id: string;
  readonly clientConfig: AdmissionregistrationV1WebhookClientConfig;
  readonly criteria: MatchCriteria;
  readonly conditions: Conditions;
  /** failurePolicy Ignore. */
  readonly failsOpen: boolean;
  /** How long it may take to answer. */
  readonly timeoutMilliseconds: number;
  /** Undefined: it takes none that is known here. */
  readonly reviewVersion: ReviewVersion | undefined;
  /** Whether it may be asked about a dry run. */
  readonly takesDryRun: boolean;
  /** reinvocationPolicy IfNeeded. */
  readonly reinvocable: boolean;
}

type Webhook = V1ValidatingWebhook & Pick<V1MutatingWebhook, 'reinvocationPolicy'>;

/** Upstream's, for objects that were stored without. */
const DEFAULT_TIMEOUT = 10;
const HARMLESS: ReadonlySet<string | null | undefined> = new Set(['None', 'NoneOnDryRun']);

/** The webhooks of all configurations: by the configuration's name, then as they stand in it. */
export class Hooks {
  readonly #configurations: Pick<Lookup, 'list'>;
  readonly #compiled = new WeakMap<KubeObject, readonly Hook[]>();

  /** @param configurations in the order of their names */
  constructor(configurations: Pick<Lookup, 'list'>) {
    this.#configurations = configurations;
  }

  list(): readonly Hook[] {
    return this.#configurations.list().flatMap((configuration) => this.#of(configuration));
  }

  #of(configuration: KubeObject): readonly Hook[] {
    let hooks = this.#compiled.get(configuration);
    if (!hooks) {
      hooks = compileHooks(configuration);
      this.#compiled.set(configuration, hooks);
    }
    return hooks;
  }
}

function compileHooks({ metadata, webhooks = [] }: KubeObject): Hook[] {
  const { name: configuration = '' } = metadata;
  const seen = new Map<string, number>();
  return (webhooks as Webhook[]).map((webhook) => {
    const { name = '' } = webhook;
    const earlier = seen.get(name) ?? 0;
    seen.set(name, earlier + 1);
    return { ...compileHook(webhook), configuration, id: `${configuration}/${name}/${earlier}` };
  });
}

function compileHook(webhook: Webhook): Omit<Hook, 'configuration' | 'id'> {
  return {
    name: webhook.name ?? '',
    clientConfig: webhook.clientConfig ?? {},
    criteria: {
      rules: webhook.rules ?? [],
      namespaceSelector: selectorOf(webhook.namespaceSelector),
      objectSelector: selectorOf(webhook.objectSelector),
      equivalent: webhook.matchPolicy !== 'Exact',
    },
    conditions: new Conditions(webhook.matchConditions ?? []),
    failsOpen: webhook.failurePolicy === 'Ignore',
    timeoutMilliseconds: (webhook.timeoutSeconds ?? DEFAULT_TIMEOUT) * 1000,
    reviewVersion: webhook.admissionReviewVersions?.find((version) => version === 'v1' || version === 'v1beta1'),
    takesDryRun: HARMLESS.has(webhook.sideEffects),
    reinvocable: webhook.reinvocationPolicy === 'IfNeeded',
  };
}

function selectorOf(selector: Webhook['namespaceSelector']): LabelSelector {
  return LabelSelector.fromObject(selector ?? {}) ?? LabelSelector.EVERYTHING;
}
