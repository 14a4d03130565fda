/** Counts quotas anew: what their own writes could not know, and what time alone changes. */
import type { KubeObject } from '../../api/object.ts';
import type { Quota } from '../../quota/charge.ts';
import type { Clock } from '../../util/clock.ts';
import { cloneJson } from '../../util/clone.ts';
import { equalJson } from '../../util/json-value.ts';
import type { ResourceStore } from '../store/store.ts';
import type { QuotaCharges } from './quota-charges.ts';
import { statusOf } from './quota-status.ts';

/** Writes that were under way when a quota came or changed did not charge it. */
const SETTLED_MILLISECONDS = 1000;
/** Pods that should be gone and are not stop counting. Upstream counts as often. */
const RESYNC_MILLISECONDS = 5 * 60_000;

export type QuotaChanges = (listener: (quota: KubeObject, previous: KubeObject | undefined) => void) => () => void;

export interface QuotaSyncPorts {
  readonly quotas: ResourceStore;
  readonly charges: QuotaCharges;
  readonly clock: Clock;
  /** Tells of every quota that comes or changes. */
  readonly follow: QuotaChanges;
  onError(error: unknown): void;
}

/** Its status allows something else than its spec: somebody wrote it, or the spec has just changed. */
function isOverruled({ spec, status }: KubeObject): boolean {
  return !equalJson(spec?.hard ?? {}, status?.hard ?? {});
}

export class QuotaSync {
  readonly #ports: QuotaSyncPorts;
  readonly #timers = new Set<() => void>();
  #stopFollowing: () => void = () => {};

  constructor(ports: QuotaSyncPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#stopFollowing = this.#ports.follow((quota, previous) => {
      const isNew = !previous || !equalJson(previous.spec, quota.spec) || isOverruled(quota);
      if (isNew) this.#after(SETTLED_MILLISECONDS, () => this.#count(quota));
    });
    this.#countAll();
  }

  stop(): void {
    this.#stopFollowing();
    for (const cancel of this.#timers) cancel();
  }

  #countAll(): void {
    const { cache, resource } = this.#ports.quotas;
    for (const { object } of cache.snapshot().page(resource.prefix).objects) this.#count(object);
    this.#after(RESYNC_MILLISECONDS, () => this.#countAll());
  }

  #after(milliseconds: number, work: () => void): void {
    const cancel = this.#ports.clock.setTimeout(() => {
      this.#timers.delete(cancel);
      work();
    }, milliseconds);
    this.#timers.add(cancel);
  }

  #count({ metadata: { namespace = '', name = '' } }: KubeObject): void {
    const { quotas, charges, onError } = this.#ports;
    const isThere = () => quotas.find(namespace, name) !== undefined;
    if (!isThere()) return;
    const counting = quotas.update(name, {
      namespace,
      user: { name: 'system:apiserver', groups: [] },
      dryRun: false,
      admit: () => {},
      warn: () => {},
      subresource: quotas.resource.status!,
      transform: (current) => ({ ...cloneJson(current!), status: statusOf(current as Quota, charges) }),
    });
    counting.catch((error) => {
      if (isThere()) onError(error);
    });
  }
}
