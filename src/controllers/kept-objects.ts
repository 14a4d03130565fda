import { type Controller, type ControllerPorts, logFailures } from './controller.ts';
import { type KeptObject, keep } from './kept-object.ts';
import type { ObjectChange } from './objects.ts';
import { WorkQueue } from './work-queue.ts';

/** Keeps a few objects that are known by name. */
export class KeptObjects implements Controller {
  readonly name: string;
  readonly #kept: ReadonlyMap<string, KeptObject>;
  readonly #ports: ControllerPorts;
  /** By the objects' keys. */
  readonly #queue: WorkQueue<string>;
  #watches: (() => void)[] = [];

  constructor(name: string, kept: readonly KeptObject[], ports: ControllerPorts) {
    this.name = name;
    this.#kept = new Map(kept.map((one) => [one.resource.prefix + pathOf(one), one]));
    this.#ports = ports;
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: 1,
      process: (key) => keep(this.#kept.get(key)!, ports),
      onFailure: logFailures(name, ports.log),
    });
  }

  /** Resolves when each has been seen to once. What could not be made is tried again later. */
  start(): Promise<void> {
    const onChange = ({ current }: ObjectChange) => {
      if (this.#kept.has(current.key)) this.#queue.add(current.key);
    };
    const resources = new Set([...this.#kept.values()].map(({ resource }) => resource));
    this.#watches = [...resources].map((resource) => this.#ports.objects.watch(resource, onChange));
    this.checkAll();
    this.#queue.start();
    return this.#queue.idle();
  }

  /** What they have to say has changed. */
  checkAll(): void {
    for (const key of this.#kept.keys()) this.#queue.add(key);
  }

  stop(): Promise<void> {
    for (const stop of this.#watches) stop();
    return this.#queue.stop();
  }
}

function pathOf({ resource, namespace, name }: KeptObject): string {
  return resource.namespaced ? `${namespace}/${name}` : name;
}
