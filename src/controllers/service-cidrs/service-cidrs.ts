/**
 * Says which ServiceCIDRs are ready, and keeps each while services have addresses that are in no other.
 * https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/
 */
import type { Condition } from '../../api/conditions.ts';
import { isAllocatedAddress } from '../../api/ip-address.ts';
import type { KubeObject } from '../../api/object.ts';
import { rfc3339 } from '../../api/time.ts';
import { cloneJson } from '../../util/clone.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { firstOrphan } from './orphans.ts';

export const SERVICE_CIDRS = 'service-cidr-controller';
export const SERVICE_CIDRS_ACCOUNT = 'service-cidrs-controller';

const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';
/** By then every replica has seen the deletion, and gives no more addresses of the range. */
const GRACE_MILLISECONDS = 10_000;
const READY = { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };
const HELD = {
  type: 'Ready',
  status: 'False',
  reason: 'Terminating',
  message: 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
};

export class ServiceCidrs implements Controller {
  readonly name = SERVICE_CIDRS;
  readonly #ports: ControllerPorts;
  readonly #ranges: ObjectResource;
  readonly #addresses: ObjectResource;
  readonly #queue: WorkQueue<string>;
  #stops: (() => void)[] = [];

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#ranges = ports.objects.resource('networking.k8s.io', 'servicecidrs');
    this.#addresses = ports.objects.resource('networking.k8s.io', 'ipaddresses');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: 1,
      process: (name) => unlessGone(() => this.#reconcile(name)),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const onRange = objects.watch(this.#ranges, ({ current }) => {
      this.#queue.add(nameOf(this.#ranges, current.key).name);
      this.#addLeaving();
    });
    const onAddress = objects.watch(this.#addresses, ({ type }) => {
      if (type !== 'MODIFIED') this.#addLeaving();
    });
    this.#stops = [onRange, onAddress];
    for (const { key } of objects.list(this.#ranges)) this.#queue.add(nameOf(this.#ranges, key).name);
    this.#queue.start();
  }

  stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    return this.#queue.stop();
  }

  /** Another range, or the end of an address, may let them go. */
  #addLeaving(): void {
    for (const { object } of this.#ports.objects.list(this.#ranges)) {
      if (object.metadata.deletionTimestamp !== undefined) this.#queue.add(object.metadata.name!);
    }
  }

  async #reconcile(name: string): Promise<void> {
    const found = this.#ports.objects.find(this.#ranges, '', name)?.object;
    if (!found) return;
    if (found.metadata.deletionTimestamp !== undefined) await this.#release(found);
    else {
      await this.#protect(found);
      await this.#tell(found, READY);
    }
  }

  async #protect({ metadata }: KubeObject): Promise<void> {
    if (metadata.finalizers?.includes(FINALIZER)) return;
    const { uid, name } = metadata;
    const target = targetOf(this.#ranges, '', name!);
    await this.#ports.client.patch(target, 'strategic', { metadata: { uid, finalizers: [FINALIZER] } });
  }

  async #release(found: KubeObject): Promise<void> {
    const { objects, client, clock } = this.#ports;
    const { name = '', deletionTimestamp = '', finalizers = [] } = found.metadata;
    if (!finalizers.includes(FINALIZER)) return;
    const all = objects.list(this.#ranges).map(({ object }) => object);
    if (firstOrphan(found, all, this.#allocated()) !== undefined) {
      await this.#tell(found, HELD);
      return;
    }
    const left = Date.parse(deletionTimestamp) + GRACE_MILLISECONDS - clock.now();
    if (left > 0) {
      this.#queue.addAfter(name, left);
      return;
    }
    const released = cloneJson(found);
    released.metadata.finalizers = finalizers.filter((each) => each !== FINALIZER);
    await client.update(targetOf(this.#ranges, '', name), released);
  }

  *#allocated(): Iterable<string> {
    for (const { key, object } of this.#ports.objects.list(this.#addresses)) {
      if (isAllocatedAddress(object)) yield nameOf(this.#addresses, key).name;
    }
  }

  async #tell({ apiVersion, kind, metadata, status }: KubeObject, condition: Condition): Promise<void> {
    const { client, clock } = this.#ports;
    const conditions: readonly Condition[] = status?.conditions ?? [];
    const known = conditions.find(({ type }) => type === condition.type);
    if (known?.status === condition.status && known?.message === condition.message) return;
    const { name = '' } = metadata;
    const lastTransitionTime = known?.status === condition.status ? known.lastTransitionTime : rfc3339(clock.now());
    const told = {
      apiVersion,
      kind,
      metadata: { name },
      status: { conditions: [{ ...condition, lastTransitionTime }] },
    };
    const target = { ...targetOf(this.#ranges, '', name), subresource: 'status' };
    await client.patch(target, 'apply', told, { force: true, fieldManager: this.name });
  }
}
