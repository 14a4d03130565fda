import type { KubeObject, OwnerReference } from '../../api/object.ts';
import type { Clock } from '../../util/clock.ts';
import { ExpiringCache } from '../../util/expiring-cache.ts';
import type { EventRecorder } from '../event-recorder.ts';
import type { Objects } from '../objects.ts';
import type { OwnerKinds } from '../owner-kinds.ts';
import { Pacer } from '../pacer.ts';

const REASON = 'OwnerRefInvalidNamespace';
/** As long as events last by default. */
const MEMORY_MILLISECONDS = 60 * 60_000;
const CAPACITY = 10_000;
/** How many objects are looked through in a millisecond of time that passes. */
const OBJECTS_A_MILLISECOND = 100;

export interface MisplacedOwnersPorts {
  readonly objects: Objects;
  readonly kinds: OwnerKinds;
  readonly events: EventRecorder;
  readonly clock: Clock;
}

/**
 * Tells, by an event, of owners that are in another namespace than what they are said to own: nobody else would learn
 * why it was deleted, or stays.
 */
export class MisplacedOwners {
  readonly #ports: MisplacedOwnersPorts;
  /** By uid. Owners are deleted far more often than misplaced: these need not be looked for. */
  readonly #gone: ExpiringCache<true>;
  /** By the uids of both. */
  readonly #told: ExpiringCache<true>;
  #restsUntil = 0;

  constructor(ports: MisplacedOwnersPorts) {
    this.#ports = ports;
    const now = () => ports.clock.now();
    this.#gone = new ExpiringCache(CAPACITY, now);
    this.#told = new ExpiringCache(CAPACITY, now);
  }

  /** An owner was deleted. Its uid never comes back. */
  forget(uid: string): void {
    this.#gone.set(uid, true, MEMORY_MILLISECONDS);
  }

  /** @param references of the dependent, to owners that are not where it is */
  async tellOf(dependent: KubeObject, references: readonly OwnerReference[]): Promise<void> {
    for (const reference of references) {
      const pair = `${dependent.metadata.uid} ${reference.uid}`;
      if (this.#told.get(pair) || !(await this.#isElsewhere(reference, dependent))) continue;
      this.#told.set(pair, true, MEMORY_MILLISECONDS);
      const message = messageOf(reference, dependent.metadata.namespace ?? '');
      await this.#ports.events.tell(dependent, { type: 'Warning', reason: REASON, message });
    }
  }

  async #isElsewhere(reference: OwnerReference, { metadata }: KubeObject): Promise<boolean> {
    const { kinds, objects, clock } = this.#ports;
    const resource = kinds.find(reference);
    if (!resource?.namespaced || this.#gone.get(reference.uid)) return false;
    // Threat: whoever may create one object could have all of another kind looked through, as often as they like.
    if (clock.now() < this.#restsUntil) return false;
    const all = objects.list(resource);
    this.#restsUntil = clock.now() + Math.floor(all.length / OBJECTS_A_MILLISECOND);
    // Most objects are not parsed for this.
    const word = Buffer.from(`"uid":${JSON.stringify(reference.uid)}`);
    const pacer = new Pacer();
    for (const stored of all) {
      if (pacer.due) await pacer.pause();
      if (!stored.bytes.includes(word)) continue;
      const owner = stored.object.metadata;
      if (owner.uid === reference.uid) return owner.namespace !== metadata.namespace;
    }
    this.forget(reference.uid);
    return false;
  }
}

function messageOf({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): string {
  const owner = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
  return `ownerRef ${owner} does not exist in namespace ${JSON.stringify(namespace)}`;
}
