/** Charges writes to the ResourceQuotas of their namespace, and says what is used of a quota. */

import { Quantity } from '../../api/quantity.ts';
import { forbidden } from '../../api/status.ts';
import { type Amounts, add, formatAmounts, NO_AMOUNTS } from '../../quota/amounts.ts';
import { bill, type Charged, type Quota, usageOf } from '../../quota/charge.ts';
import { evaluatorOf } from '../../quota/evaluators/index.ts';
import type { StorageError } from '../../storage/errors.ts';
import type { WriteOperation } from '../../storage/storage.ts';
import { deepFreeze } from '../../util/freeze.ts';
import { equalJson } from '../../util/json-value.ts';
import type { Resource } from '../resource.ts';
import { encodeStored } from '../store/codec.ts';
import type { Charges, StoreContext, WriteChange } from '../store/contract.ts';
import { objectKey } from '../store/keys.ts';
import { Lines } from '../store/lines.ts';
import { isConflict, raceSettled } from '../store/race.ts';

export interface QuotaPorts {
  /** The store of the quotas themselves. */
  quotas(): StoreContext;
  /** Every store whose objects may be counted. */
  stores(): Iterable<StoreContext>;
  /** Nothing is counted any more in a namespace that ends: nothing new comes in. */
  isEnding(namespace: string): boolean;
  now(): number;
}

/**
 * A write and its cost are one commit against the quotas' versions, so that any number of replicas never exceed them.
 * Those who lose the race for a quota wait in line.
 */
export class QuotaCharges implements Charges {
  readonly #ports: QuotaPorts;
  readonly #lines = new Lines();

  constructor(ports: QuotaPorts) {
    this.#ports = ports;
  }

  async commit(resource: Resource, change: WriteChange, operations: readonly WriteOperation[]): Promise<number> {
    const attempt = () => this.#attempt(resource, change, operations);
    const first = await attempt();
    if (typeof first === 'number') return first;
    return this.#lines.stand(namespaceOf(change), () => this.#tryAgain(first, attempt));
  }

  check(resource: Resource, change: WriteChange): void {
    this.#charge(resource, change);
  }

  /** What the objects of its namespace use of a quota now. */
  usedOf(quota: Quota): Amounts {
    const now = this.#ports.now();
    const hard = Object.keys(quota.status?.hard ?? {});
    let used: Amounts = NO_AMOUNTS;
    for (const { resource, cache } of this.#ports.stores()) {
      if (!resource.namespaced) continue;
      const evaluator = evaluatorOf(resource.group, resource.name);
      const counted = hard.filter((name) => evaluator.counts(name));
      if (counted.length === 0) continue;
      used = add(new Map(counted.map((name) => [name, Quantity.ZERO])), used);
      const { objects } = cache.snapshot().page(`${resource.prefix}${quota.metadata.namespace}/`);
      for (const { object } of objects) used = add(used, usageOf(quota, evaluator, object, now));
    }
    return used;
  }

  async #tryAgain(lost: StorageError, attempt: () => Promise<number | StorageError>): Promise<number> {
    for (;;) {
      await raceSettled(this.#ports.quotas(), lost);
      const result = await attempt();
      if (typeof result === 'number') return result;
      lost = result;
    }
  }

  /** @returns the conflict when another write has changed a quota meanwhile */
  async #attempt(
    resource: Resource,
    change: WriteChange,
    operations: readonly WriteOperation[],
  ): Promise<number | StorageError> {
    const own = new Set(operations.map(({ key }) => key));
    const puts = this.#charge(resource, change)
      .map((charged) => this.#put(charged))
      // A quota that is written itself brings its own count.
      .filter(({ key }) => !own.has(key));
    const { storage } = this.#ports.quotas().dependencies;
    try {
      return await storage.commit([...operations, ...puts]);
    } catch (error) {
      if (isConflict(error) && puts.some(({ key }) => key === error.key)) return error;
      throw error;
    }
  }

  #charge(resource: Resource, change: WriteChange): readonly Charged[] {
    const quotas = this.#quotasOf(resource, change);
    if (quotas.length === 0) return [];
    const { charged, refusals } = bill(quotas, evaluatorOf(resource.group, resource.name), change, this.#ports.now());
    if (refusals.length > 0 && isAnswerable(change)) {
      const target = { group: resource.group, resource: resource.name };
      const refusal = forbidden(target, change.after?.metadata.name ?? '', refusals.join('; '));
      refusal.refusedBy = 'ResourceQuota';
      throw refusal;
    }
    return charged;
  }

  #quotasOf({ namespaced }: Resource, change: WriteChange): Quota[] {
    const { cache, resource } = this.#ports.quotas();
    const namespace = namespaceOf(change);
    if (!namespaced || namespace === '' || cache.snapshot().size === 0 || this.#ports.isEnding(namespace)) return [];
    return cache
      .snapshot()
      .page(`${resource.prefix}${namespace}/`)
      .objects.map(({ object }) => object as Quota);
  }

  #put({ quota, used }: Charged): WriteOperation {
    const { namespace = '', name = '', resourceVersion } = quota.metadata;
    const charged = deepFreeze({ ...quota, status: { ...quota.status, used: formatAmounts(used) } });
    return {
      type: 'put',
      key: objectKey(this.#ports.quotas().resource, namespace, name),
      value: encodeStored(charged),
      expected: Number(resourceVersion),
      attachment: charged,
    };
  }
}

function namespaceOf({ before, after }: WriteChange): string {
  return (after ?? before)?.metadata.namespace ?? '';
}

/** A change of what is wanted. What is only observed, or goes, is charged and never refused. */
function isAnswerable({ before, after }: WriteChange): boolean {
  return after !== undefined && (before === undefined || !equalJson(before.spec, after.spec));
}
