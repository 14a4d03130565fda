/**
 * Claims that came before there was a default storage class get it once there is one.
 * https://kubernetes.io/docs/concepts/storage/persistent-volumes/#retroactive-default-storageclass-assignment
 */
import type { KubeObject } from '../../api/object.ts';
import { defaultStorageClass, saysStorageClass } from '../../api/storage-class.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';

/** Upstream's binder does it. */
export const PV_BINDER = 'persistent-volume-binder';

export class DefaultClassAssignment implements Controller {
  readonly name = PV_BINDER;
  readonly #ports: ControllerPorts;
  readonly #claims: ObjectResource;
  readonly #classes: ObjectResource;
  readonly #queue: WorkQueue<string>;
  #stops: (() => void)[] = [];

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#claims = ports.objects.resource('', 'persistentvolumeclaims');
    this.#classes = ports.objects.resource('storage.k8s.io', 'storageclasses');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: 1,
      process: (key) => this.#assign(key),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const addAll = () => {
      for (const { key } of objects.list(this.#claims)) this.#queue.add(key);
    };
    this.#stops = [
      objects.watch(this.#claims, ({ current }) => this.#queue.add(current.key)),
      objects.watch(this.#classes, addAll),
    ];
    addAll();
    this.#queue.start();
  }

  stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    return this.#queue.stop();
  }

  async #assign(key: string): Promise<void> {
    const { objects, client } = this.#ports;
    const { namespace, name } = nameOf(this.#claims, key);
    const claim = objects.find(this.#claims, namespace, name)?.object;
    if (!claim || !isWaiting(claim)) return;
    const found = defaultStorageClass(objects.list(this.#classes).map(({ object }) => object));
    if (!found) return;
    const assigned = { ...claim, spec: { ...claim.spec, storageClassName: found.metadata.name } };
    const target = targetOf(this.#claims, namespace, name);
    await unlessGone(async () => void (await client.update(target, assigned)));
  }
}

/** Has no class, not even the empty one, and no volume. */
function isWaiting({ metadata, spec }: KubeObject): boolean {
  const saysClass = saysStorageClass({ metadata, spec });
  return !saysClass && !spec?.volumeName && metadata.deletionTimestamp === undefined;
}
