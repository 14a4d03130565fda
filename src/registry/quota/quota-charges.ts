/** Charges writes to the ResourceQuotas of their namespace, and says what is used of a quota. */
import type { AdmissionObserver } from '../../admission/observer.ts';
import { Quantity } from '../../api/quantity.ts';
import { forbidden, StatusError } from '../../api/status.ts';
import { type Amounts, add, formatAmounts, NO_AMOUNTS } from '../../quota/amounts.ts';
import { bill, type Charged, type Quota, usageOf } from '../../quota/charge.ts';
import { evaluatorOf } from '../../quota/evaluators/index.ts';
import type { LimitedResource } from '../../quota/limited.ts';
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
  /** What needs a quota to be used at all. */
  readonly limited: readonly LimitedResource[];
  /** Told of every write that was judged, as of those that plugins judge. */
  readonly observer: AdmissionObserver;
}

const PLUGIN = 'ResourceQuota';

/** One write, however often it is tried. */
interface Write {
  readonly resource: Resource;
  readonly change: WriteChange;
  /** Milliseconds that charging it took so far. */
  spent: number;
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

  commit(resource: Resource, change: WriteChange, operations: readonly WriteOperation[]): Promise<number> {
    const write: Write = { resource, change, spent: 0 };
    return this.#observed(write, () => this.#commit(write, operations));
  }

  async check(resource: Resource, change: WriteChange): Promise<void> {
    const write: Write = { resource, change, spent: 0 };
    await this.#observed(write, async () => this.#charge(write));
  }

  /** What the objects of its namespace use of a quota now: itself among them, though it may not be stored yet. */
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
      if (this.#isNew(quota, resource)) used = add(used, usageOf(quota, evaluator, quota, now));
    }
    return used;
  }

  #isNew({ metadata: { namespace = '', name = '' } }: Quota, of: Resource): boolean {
    const { cache, resource } = this.#ports.quotas();
    return of === resource && cache.get(objectKey(resource, namespace, name)) === undefined;
  }

  async #observed<T>(write: Write, run: () => Promise<T>): Promise<T> {
    try {
      const result = await run();
      this.#tell(write, false);
      return result;
    } catch (error) {
      this.#tell(write, error instanceof StatusError && error.refusedBy === PLUGIN);
      throw error;
    }
  }

  #tell({ resource, change: { before, after }, spent }: Write, isRefused: boolean): void {
    if (!resource.namespaced || !after) return;
    const operation = before ? 'UPDATE' : 'CREATE';
    this.#ports.observer.plugin(PLUGIN, 'validate', operation).add(spent, isRefused);
  }

  async #commit(write: Write, operations: readonly WriteOperation[]): Promise<number> {
    const attempt = () => this.#attempt(write, operations);
    const first = await attempt();
    if (typeof first === 'number') return first;
    return this.#lines.stand(namespaceOf(write.change), () => this.#tryAgain(first, attempt));
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
  async #attempt(write: Write, operations: readonly WriteOperation[]): Promise<number | StorageError> {
    const own = new Set(operations.map(({ key }) => key));
    const puts = this.#charge(write)
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

  #charge(write: Write): readonly Charged[] {
    const { observer } = this.#ports;
    const began = observer.now();
    try {
      return this.#charged(write);
    } finally {
      write.spent += observer.now() - began;
    }
  }

  #charged({ resource, change }: Write): readonly Charged[] {
    const { isEnding, limited, now } = this.#ports;
    const namespace = namespaceOf(change);
    if (!resource.namespaced || namespace === '') return [];
    const quotas = this.#quotasOf(namespace);
    const rules = limited.length === 0 ? limited : limited.filter((rule) => isAbout(rule, resource));
    if ((quotas.length === 0 && rules.length === 0) || isEnding(namespace)) return [];
    const { charged, refusals } = bill(quotas, evaluatorOf(resource.group, resource.name), change, now(), rules);
    if (refusals.length > 0 && isAnswerable(change)) {
      const target = { group: resource.group, resource: resource.name };
      const refusal = forbidden(target, change.after?.metadata.name ?? '', refusals.join('; '));
      refusal.refusedBy = PLUGIN;
      throw refusal;
    }
    return charged;
  }

  #quotasOf(namespace: string): Quota[] {
    const { cache, resource } = this.#ports.quotas();
    if (cache.snapshot().size === 0) return [];
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

function isAbout({ apiGroup, resource }: LimitedResource, { group, name }: Resource): boolean {
  return apiGroup === group && resource === name;
}

function namespaceOf({ before, after }: WriteChange): string {
  return (after ?? before)?.metadata.namespace ?? '';
}

/** A change of what is wanted. What is only observed, or goes, is charged and never refused. */
function isAnswerable({ before, after }: WriteChange): boolean {
  return after !== undefined && (before === undefined || !equalJson(before.spec, after.spec));
}
