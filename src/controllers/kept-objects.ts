import { type Controller, type ControllerPorts, logFailures } from './controller.ts';
import { type KeptObject, keep } from './kept-object.ts';
import { keyOf, type ObjectChange } from './objects.ts';
import { WorkQueue } from './work-queue.ts';

const CONCURRENCY = 8;

/** Keeps objects that are known by name. */
export class KeptObjects implements Controller {
  readonly name: string;
  /** By key. */
  readonly #kept: ReadonlyMap<string, KeptObject>;
  readonly #ports: ControllerPorts;
  readonly #queue: WorkQueue<KeptObject>;
  #watches: (() => void)[] = [];

  constructor(name: string, kept: readonly KeptObject[], ports: ControllerPorts) {
    this.name = name;
    this.#kept = new Map(kept.map((one) => [keyOf(one.resource, one.namespace, one.name), one]));
    this.#ports = ports;
    const report = logFailures(name, ports.log);
    this.#queue = new WorkQueue<KeptObject>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (one) => keep(one, ports),
      onFailure: (one, error) => report(`${one.resource.resource}/${one.name}`, error),
    });
  }

  /** Resolves when each has been seen to once. What could not be made is tried again later. */
  start(): Promise<void> {
    const onChange = ({ current }: ObjectChange) => {
      const kept = this.#kept.get(current.key);
      if (kept) this.#queue.add(kept);
    };
    const resources = new Set([...this.#kept.values()].map(({ resource }) => resource));
    this.#watches = [...resources].map((resource) => this.#ports.objects.watch(resource, onChange));
    this.checkAll();
    this.#queue.start();
    return this.#queue.idle();
  }

  /** What they have to say has changed. */
  checkAll(): void {
    for (const kept of this.#kept.values()) this.#queue.add(kept);
  }

  stop(): Promise<void> {
    for (const stop of this.#watches) stop();
    return this.#queue.stop();
  }
}
