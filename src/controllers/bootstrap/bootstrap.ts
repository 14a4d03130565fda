/** What every cluster has from its first day on, made at each start where it is missing, and kept. */
import type { Controller, ControllerPorts } from '../controller.ts';
import type { KeptObject } from '../kept-object.ts';
import { KeptObjects } from '../kept-objects.ts';
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

export class BootstrapController implements Controller {
  readonly name = BOOTSTRAP_CONTROLLER;
  readonly #namespaces: KeptObjects;
  readonly #others: KeptObjects;
  #stopped = false;

  constructor(options: BootstrapOptions, ports: ControllerPorts) {
    this.#namespaces = new KeptObjects(this.name, systemNamespaces(ports.objects), ports);
    this.#others = new KeptObjects(this.name, otherObjects(options, ports), ports);
  }

  /** Resolves when each has been seen to once, namespaces before what is in them. */
  async start(): Promise<void> {
    await this.#namespaces.start();
    if (!this.#stopped) await this.#others.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#namespaces.stop(), this.#others.stop()]);
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
