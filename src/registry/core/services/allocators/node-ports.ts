import { invalidValue, path } from '../../../../api/field.ts';
import { internalError } from '../../../../api/status.ts';
import type { V1ServicePort, V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { choosesNodePorts, needsHealthCheckNodePort, needsNodePort, nodePortsOf, type Service } from '../service.ts';
import { allocateOr, hold, invalidService } from './errors.ts';
import type { PortPool } from './port-pool.ts';
import type { Transaction } from './transaction.ts';

/** Gives services their node ports and their health check's node port. */
export class NodePorts {
  readonly #pool: PortPool;

  constructor(pool: PortPool) {
    this.#pool = pool;
  }

  /** @throws StatusError */
  onCreate(service: Service, spec: V1ServiceSpec, transaction: Transaction): void {
    if (needsNodePort(spec)) this.#assignAll(service, spec, transaction);
    if (needsHealthCheckNodePort(spec)) this.#takeHealthCheck(spec, transaction);
  }

  /** @throws StatusError */
  onUpdate(service: Service, spec: V1ServiceSpec, old: V1ServiceSpec, transaction: Transaction): void {
    if (needsNodePort(spec)) this.#assignNew(service, spec, old, transaction);
    else this.#freeAll(heldPorts(old), transaction);
    if (needsHealthCheckNodePort(spec) === needsHealthCheckNodePort(old)) return;
    if (needsHealthCheckNodePort(spec)) this.#takeHealthCheck(spec, transaction);
    else this.#freeAll(healthCheckPorts(old), transaction);
  }

  free(spec: V1ServiceSpec, transaction: Transaction): void {
    this.#freeAll([...heldPorts(spec), ...healthCheckPorts(spec)], transaction);
  }

  /** Takes what a stored service has, when the server starts. */
  restore(spec: V1ServiceSpec): void {
    for (const port of [...heldPorts(spec), ...healthCheckPorts(spec)]) hold(this.#pool, port);
  }

  /** Entries with one port number (DNS over TCP and UDP, say) share a node port. */
  #assignAll(service: Service, spec: V1ServiceSpec, transaction: Transaction): void {
    const ports = spec.ports ?? [];
    const asked = new Map(
      ports
        .filter(({ nodePort }) => nodePort)
        .toReversed()
        .map(({ port, nodePort }) => [port, nodePort]),
    );
    const assigned = new Map<number, number>();
    ports.forEach((port, position) => {
      if (!port.nodePort && !choosesNodePorts(spec)) return;
      const number = port.port ?? 0;
      const shared = assigned.get(number);
      if (shared === undefined) {
        port.nodePort = this.#takeFor(service, asked.get(port.port), position, transaction);
        assigned.set(number, port.nodePort);
      } else if (!port.nodePort) {
        port.nodePort = shared;
      } else if (port.nodePort !== shared) {
        this.#takeFor(service, port.nodePort, position, transaction);
      }
    });
  }

  #assignNew(service: Service, spec: V1ServiceSpec, old: V1ServiceSpec, transaction: Transaction): void {
    const held = new Set(heldPorts(old));
    (spec.ports ?? []).forEach((port: V1ServicePort, position) => {
      if (port.nodePort ? held.has(port.nodePort) : !choosesNodePorts(spec)) return;
      port.nodePort = this.#takeFor(service, port.nodePort, position, transaction);
      held.add(port.nodePort);
    });
    const kept = new Set(nodePortsOf(spec));
    this.#freeAll(
      heldPorts(old).filter((port) => !kept.has(port)),
      transaction,
    );
  }

  #takeFor(service: Service, asked: number | undefined, position: number, transaction: Transaction): number {
    if (!asked) {
      return allocateOr(
        () => transaction.takeNext(this.#pool),
        (why) => internalError(`failed to allocate a nodePort: ${why}`),
      );
    }
    const at = path('spec', 'ports').index(position).child('nodePort');
    allocateOr(
      () => transaction.take(this.#pool, asked),
      (why) => invalidService(service, [invalidValue(at, asked, why)]),
    );
    return asked;
  }

  #takeHealthCheck(spec: V1ServiceSpec, transaction: Transaction): void {
    const asked = spec.healthCheckNodePort;
    const what = asked ? `requested HealthCheck NodePort ${asked}` : 'a HealthCheck NodePort 0';
    allocateOr(
      () => {
        if (asked) transaction.take(this.#pool, asked);
        else spec.healthCheckNodePort = transaction.takeNext(this.#pool);
      },
      (why) => internalError(`failed to allocate ${what}: ${why}`),
    );
  }

  #freeAll(ports: readonly number[], transaction: Transaction): void {
    for (const port of new Set(ports)) transaction.freeOnCommit(this.#pool, port);
  }
}

/** Node ports in the spec of a type that has none were never taken: they may be another service's. */
function heldPorts(spec: V1ServiceSpec): number[] {
  return needsNodePort(spec) ? nodePortsOf(spec) : [];
}

function healthCheckPorts(spec: V1ServiceSpec): number[] {
  return needsHealthCheckNodePort(spec) && spec.healthCheckNodePort ? [spec.healthCheckNodePort] : [];
}
