/**
 * PodResizeValidator: a pod that runs does not ask for more than its node has, nor of a node that cannot give it
 * (KEP-1287). https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
 */
import { goQuote } from '../../../api/go-format.ts';
import { Quantity } from '../../../api/quantity.ts';
import type { V1Node, V1Pod } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

export interface PodResizePorts {
  readonly nodes: Pick<Lookup, 'find'>;
  /** What a pod asks for in all, overhead included. */
  requestsOf(pod: V1Pod): ReadonlyMap<string, Quantity>;
}

const OS = 'kubernetes.io/os';

export class PodResizeValidator implements AdmissionPlugin {
  readonly name = 'PodResizeValidator';
  readonly #ports: PodResizePorts;

  constructor(ports: PodResizePorts) {
    this.#ports = ports;
  }

  handles(operation: Operation): boolean {
    return operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods', ['resize'])) return;
    const pod = attributes.object as V1Pod;
    const nodeName = pod.spec?.nodeName;
    if (!nodeName || deepEqual(pod.spec, attributes.oldObject?.spec)) return;
    const node = this.#ports.nodes.find(nodeName) as V1Node | undefined;
    if (!node) throw refuse(attributes, `node ${goQuote(nodeName)} not found`);
    const lacking = this.#lacking(pod, node);
    if (lacking.length > 0) {
      const why = `Node didn't have enough allocatable resources: ${lacking.join('; ')}`;
      throw infeasible(attributes, why, 'NodeCapacity');
    }
    checkPlatform(attributes, node);
  }

  #lacking(pod: V1Pod, { status }: V1Node): string[] {
    const requests = this.#ports.requestsOf(pod);
    const amounts = (name: string, unit: (quantity: Quantity) => bigint) => {
      const requested = unit(requests.get(name) ?? Quantity.ZERO);
      const allocatable = unit(Quantity.parse(status?.allocatable?.[name] ?? '0'));
      return requested > allocatable ? [`${name}, requested: ${requested}, allocatable: ${allocatable}`] : [];
    };
    return [
      ...amounts('cpu', (quantity) => quantity.milliValue()),
      ...amounts('memory', (quantity) => quantity.value()),
    ];
  }
}

function checkPlatform(attributes: AdmissionAttributes, { metadata }: V1Node): void {
  const os = metadata?.labels?.[OS] ?? '';
  if (os === 'linux') return;
  const node = `node ${goQuote(metadata?.name ?? '')} is ${goQuote(os)}`;
  throw infeasible(attributes, `pod resize is only supported on linux nodes, ${node}`, 'UnsupportedPlatform');
}

/** @param reason for autoscalers, which then try something else */
function infeasible(attributes: AdmissionAttributes, why: string, reason: string): Error {
  const error = refuse(attributes, why);
  error.details!.causes = [{ reason }];
  return error;
}
