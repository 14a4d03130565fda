import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import type { SigningRequest } from './request-object.ts';

const CONCURRENCY = 5;

export type Target = ReturnType<typeof targetOf>;

/** Looks at every CertificateSigningRequest once, and again whenever it has changed or its time has come. */
export class RequestsController implements Controller {
  readonly name: string;
  readonly #ports: ControllerPorts;
  readonly #handle: (request: SigningRequest, target: Target) => Promise<number | undefined>;
  readonly #resource: ObjectResource;
  readonly #queue: WorkQueue<string>;
  #unwatch = () => {};

  /** @param handle resolves with the milliseconds after which to look again; throws to be called again soon */
  constructor(
    name: string,
    ports: ControllerPorts,
    handle: (request: SigningRequest, target: Target) => Promise<number | undefined>,
  ) {
    this.name = name;
    this.#ports = ports;
    this.#handle = handle;
    this.#resource = ports.objects.resource('certificates.k8s.io', 'certificatesigningrequests');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (request) => unlessGone(() => this.#process(request)),
      onFailure: logFailures(name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const add = ({ key }: { key: string }) => this.#queue.add(nameOf(this.#resource, key).name);
    this.#unwatch = objects.watch(this.#resource, ({ type, current }) => {
      if (type !== 'DELETED') add(current);
    });
    for (const stored of objects.list(this.#resource)) add(stored);
    this.#queue.start();
  }

  stop(): Promise<void> {
    this.#unwatch();
    return this.#queue.stop();
  }

  async #process(name: string): Promise<void> {
    const request = this.#ports.objects.find(this.#resource, '', name)?.object as SigningRequest | undefined;
    if (!request || request.metadata.deletionTimestamp !== undefined) return;
    const again = await this.#handle(request, targetOf(this.#resource, '', name));
    if (again !== undefined) this.#queue.addAfter(name, again);
  }
}
