/**
 * Deletes what belonged to objects that are gone, and carries out what deletions say about dependents.
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
import type { KubeObject, ObjectMeta } from '../../api/object.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { EventRecorder } from '../event-recorder.ts';
import { nameOf, type ObjectChange, type ObjectResource, type StoredObject } from '../objects.ts';
import { OwnerKinds } from '../owner-kinds.ts';
import { Pacer } from '../pacer.ts';
import { WorkQueue } from '../work-queue.ts';
import { attemptToDelete } from './attempt-to-delete.ts';
import { Graph, type Node, nodeOf, releasedOwners, sameLinks } from './graph.ts';
import { MisplacedOwners } from './misplaced-owners.ts';
import { orphanDependents } from './orphan.ts';
import { seemsOwned } from './owners.ts';

export const GARBAGE_COLLECTOR = 'generic-garbage-collector';

/** As upstream calls it in events. */
const EVENT_SOURCE = 'garbage-collector-controller';
const CONCURRENCY = 20;
/** One of these words is in every object that matters here. */
const WORDS = ['"ownerReferences":[', '"deletionTimestamp":"'].map((word) => Buffer.from(word));

export class GarbageCollector implements Controller {
  readonly name = GARBAGE_COLLECTOR;
  readonly #ports: ControllerPorts;
  readonly #kinds: OwnerKinds;
  readonly #graph = new Graph();
  readonly #misplaced: MisplacedOwners;
  /** Both by uid. */
  readonly #deletions: WorkQueue<string>;
  readonly #orphans: WorkQueue<string>;
  #watches: (() => void)[] = [];
  #scan: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#kinds = new OwnerKinds(ports.objects);
    const enqueue = (uid: string) => this.#deletions.add(uid);
    const events = new EventRecorder(EVENT_SOURCE, ports);
    this.#misplaced = new MisplacedOwners({ ...ports, kinds: this.#kinds, events });
    const collector = {
      graph: this.#graph,
      kinds: this.#kinds,
      client: ports.client,
      misplaced: this.#misplaced,
      enqueue,
    };
    this.#deletions = this.#queue((node) => attemptToDelete(node, collector));
    this.#orphans = this.#queue((node) => orphanDependents(node, this.#graph, ports.client));
  }

  /** Goes on in the background: nothing is decided before everything has been seen. */
  start(): void {
    const { objects } = this.#ports;
    // Events own nothing and go by themselves.
    const resources = objects.resources().filter(({ resource, deletable }) => deletable && resource !== 'events');
    this.#watches = resources.map((resource) => objects.watch(resource, (change) => this.#onChange(resource, change)));
    this.#scan = this.#seeAll(resources);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stop of this.#watches) stop();
    await this.#scan;
    await Promise.all([this.#deletions.stop(), this.#orphans.stop()]);
  }

  #queue(process: (node: Node) => Promise<void>): WorkQueue<string> {
    return new WorkQueue<string>({
      clock: this.#ports.clock,
      concurrency: CONCURRENCY,
      process: async (uid) => {
        const node = this.#graph.get(uid);
        if (node) await unlessGone(() => process(node));
      },
      onFailure: logFailures(this.name, this.#ports.log),
    });
  }

  async #seeAll(resources: readonly ObjectResource[]): Promise<void> {
    const pacer = new Pacer();
    for (const resource of resources) {
      for (const { key } of this.#ports.objects.list(resource)) {
        this.#trySeeFirst(resource, key);
        if (pacer.due) await pacer.pause();
        if (this.#stopped) return;
      }
    }
    this.#deletions.start();
    this.#orphans.start();
  }

  /** One damaged object must not end the collection of all others. */
  #trySeeFirst(resource: ObjectResource, key: string): void {
    try {
      this.#seeFirst(resource, key);
    } catch (error) {
      this.#ports.log.warn('an object cannot be read', { key, error: (error as Error).message });
    }
  }

  /** As it is by now. An object is parsed only where it matters, and what was parsed is not kept. */
  #seeFirst(resource: ObjectResource, key: string): void {
    const { namespace, name } = nameOf(resource, key);
    const stored = this.#ports.objects.find(resource, namespace, name);
    if (!stored || !WORDS.some((word) => stored.bytes.includes(word))) return;
    this.#see(resource, key, metadataOf(stored));
  }

  #onChange(resource: ObjectResource, { type, current, previous }: ObjectChange): void {
    if (type !== 'DELETED') this.#see(resource, current.key, current.object.metadata);
    else if (!this.#graph.isEmpty) this.#forget((previous ?? current).object.metadata.uid!);
  }

  #see(resource: ObjectResource, key: string, metadata: ObjectMeta): void {
    const node = nodeOf(resource, key, metadata);
    const before = this.#graph.replace(metadata.uid!, node);
    this.#wakeOwners(releasedOwners(before, node));
    if (!node) return;
    if (node.deletion !== before?.deletion) this.#onDeletion(node);
    if (node.deletion !== 'none' || sameLinks(before, node)) return;
    const { namespace } = nameOf(resource, key);
    const owned = seemsOwned(metadata.ownerReferences ?? [], namespace, this.#kinds, this.#ports.objects);
    if (!owned) this.#deletions.add(node.uid);
  }

  #onDeletion({ uid, deletion }: Node): void {
    if (deletion === 'orphan') this.#orphans.add(uid);
    if (deletion !== 'foreground') return;
    this.#deletions.add(uid);
    for (const dependent of this.#graph.dependentsOf(uid)) this.#deletions.add(dependent.uid);
  }

  #forget(uid: string): void {
    const before = this.#graph.replace(uid, undefined);
    this.#wakeOwners(releasedOwners(before, undefined));
    const dependents = this.#graph.dependentsOf(uid);
    if (dependents.length > 0) this.#misplaced.forget(uid);
    for (const dependent of dependents) this.#deletions.add(dependent.uid);
  }

  /** Those that waited for a dependent. */
  #wakeOwners(uids: readonly string[]): void {
    for (const uid of uids) if (this.#graph.get(uid)?.deletion === 'foreground') this.#deletions.add(uid);
  }
}

function metadataOf({ bytes }: StoredObject): ObjectMeta {
  return (JSON.parse(bytes.toString()) as KubeObject).metadata;
}
