/** What every cluster has from its first day on, made at each start where it is missing, and kept. */
import { type Controller, type ControllerPorts, logFailures } from '../controller.ts';
import { type KeptObject, keep } from '../kept-object.ts';
import { keyOf, type ObjectChange } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import {
  kubernetesEndpointSlice,
  kubernetesEndpoints,
  kubernetesService,
  type ServerEndpoint,
} from './kubernetes-service.ts';
import { systemNamespaces } from './namespaces.ts';
import { systemPriorityClasses } from './priority-classes.ts';
import { defaultServiceCidr } from './service-cidr.ts';

export const BOOTSTRAP_CONTROLLER = 'bootstrap-controller';

export interface BootstrapOptions {
  /** Canonical; the first is the range of the kubernetes Service. */
  readonly serviceCidrs: readonly string[];
  readonly endpoint: ServerEndpoint;
}

const CONCURRENCY = 8;

export class BootstrapController implements Controller {
  readonly name = BOOTSTRAP_CONTROLLER;
  readonly #ports: ControllerPorts;
  readonly #namespaces: readonly KeptObject[];
  readonly #others: readonly KeptObject[];
  readonly #queue: WorkQueue<KeptObject>;
  #watches: (() => void)[] = [];

  constructor(options: BootstrapOptions, ports: ControllerPorts) {
    this.#ports = ports;
    this.#namespaces = systemNamespaces(ports.objects);
    this.#others = otherObjects(options, ports);
    const report = logFailures(this.name, ports.log);
    this.#queue = new WorkQueue<KeptObject>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (kept) => keep(kept, ports),
      onFailure: ({ resource, name }, error) => report(`${resource.resource}/${name}`, error),
    });
  }

  /** Resolves when each has been seen to once. What could not be made is tried again later. */
  async start(): Promise<void> {
    this.#watch([...this.#namespaces, ...this.#others]);
    for (const kept of this.#namespaces) this.#queue.add(kept);
    this.#queue.start();
    await this.#queue.idle();
    for (const kept of this.#others) this.#queue.add(kept);
    await this.#queue.idle();
  }

  stop(): Promise<void> {
    for (const stop of this.#watches) stop();
    return this.#queue.stop();
  }

  #watch(all: readonly KeptObject[]): void {
    const byKey = new Map(all.map((kept) => [keyOf(kept.resource, kept.namespace, kept.name), kept]));
    const onChange = ({ current }: ObjectChange) => {
      const kept = byKey.get(current.key);
      if (kept) this.#queue.add(kept);
    };
    const resources = new Set(all.map(({ resource }) => resource));
    this.#watches = [...resources].map((resource) => this.#ports.objects.watch(resource, onChange));
  }
}

function otherObjects({ serviceCidrs, endpoint }: BootstrapOptions, ports: ControllerPorts): KeptObject[] {
  const { objects, log } = ports;
  const { address, port } = endpoint;
  if (address === undefined) {
    log.info('the Service kubernetes gets no endpoints: the host has no address that others could reach');
  }
  return [
    ...systemPriorityClasses(objects),
    defaultServiceCidr(serviceCidrs, ports),
    kubernetesService(objects, serviceCidrs[0]!, port),
    ...(address === undefined
      ? []
      : [kubernetesEndpoints(objects, address, port), kubernetesEndpointSlice(objects, address, port)]),
  ];
}
