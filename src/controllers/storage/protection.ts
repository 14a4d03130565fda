/**
 * Lets claims, volumes and classes of their attributes go once nothing uses them any more: they carry a finalizer from their first moment on
 * (StorageObjectInUseProtection). https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
 */
import type { KubeObject } from '../../api/object.ts';
import { cloneJson } from '../../util/clone.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectResource, type StoredObject, targetOfKey } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';

const CONCURRENCY = 4;

export interface Protection {
  /** As upstream calls its controller. */
  readonly name: string;
  readonly resource: ObjectResource;
  readonly finalizer: string;
  isUsed(object: KubeObject): boolean;
  /** Other resources whose objects use these. */
  readonly users: readonly Users[];
}

export interface Users {
  readonly resource: ObjectResource;
  /** Of those that such an object uses. */
  keysOf(user: KubeObject): readonly string[];
}

export class StorageProtection implements Controller {
  readonly name: string;
  readonly #protection: Protection;
  readonly #ports: ControllerPorts;
  readonly #queue: WorkQueue<string>;
  #stops: (() => void)[] = [];

  constructor(protection: Protection, ports: ControllerPorts) {
    this.name = protection.name;
    this.#protection = protection;
    this.#ports = ports;
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (key) => this.#release(key),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const { resource, users } = this.#protection;
    const add = ({ key }: StoredObject) => this.#queue.add(key);
    this.#stops.push(objects.watch(resource, ({ current }) => add(current)));
    for (const { resource, keysOf } of users) {
      const stop = objects.watch(resource, ({ current, previous }) => {
        const seen = [current.object, ...(previous ? [previous.object] : [])];
        for (const key of seen.flatMap(keysOf)) this.#queue.add(key);
      });
      this.#stops.push(stop);
    }
    for (const each of objects.list(resource)) add(each);
    this.#queue.start();
  }

  stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    return this.#queue.stop();
  }

  async #release(key: string): Promise<void> {
    const { objects, client } = this.#ports;
    const { resource, finalizer, isUsed } = this.#protection;
    const { namespace, name } = nameOf(resource, key);
    const object = objects.find(resource, namespace, name)?.object;
    const { deletionTimestamp, finalizers = [] } = object?.metadata ?? {};
    if (!object || deletionTimestamp === undefined || !finalizers.includes(finalizer) || isUsed(object)) return;
    const released = cloneJson(object);
    released.metadata.finalizers = finalizers.filter((each) => each !== finalizer);
    await unlessGone(async () => void (await client.update(targetOfKey(resource, key), released)));
  }
}
