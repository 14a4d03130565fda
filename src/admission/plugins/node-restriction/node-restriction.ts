/**
 * NodeRestriction: a kubelet writes its own node, the pods on it and what belongs to them, and nothing else.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
import { goQuote } from '../../../api/go-format.ts';
import { qualifiedName } from '../../../api/object.ts';
import { nodeNameOf } from '../../../request/node-identity.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import { certificateRequestFault } from './certificate-requests.ts';
import { claimFault } from './claims.ts';
import { csiNodeFault, leaseFault, resourceSliceFault } from './node-objects.ts';
import { type Fault, type NodeRequest, type NodeRestrictionPorts, nodeRequest } from './node-request.ts';
import { nodeFault } from './nodes.ts';
import { podFault } from './pods.ts';
import { tokenFault } from './tokens.ts';

const RULES: ReadonlyMap<string, (request: NodeRequest) => Fault> = new Map<string, (request: NodeRequest) => Fault>([
  ['pods', podFault],
  ['nodes', nodeFault],
  ['persistentvolumeclaims', claimFault],
  ['serviceaccounts', tokenFault],
  ['leases.coordination.k8s.io', leaseFault],
  ['csinodes.storage.k8s.io', csiNodeFault],
  ['resourceslices.resource.k8s.io', resourceSliceFault],
  ['certificatesigningrequests.certificates.k8s.io', certificateRequestFault],
]);

export class NodeRestriction implements AdmissionPlugin {
  readonly name = 'NodeRestriction';
  readonly mutates = [];
  readonly #ports: NodeRestrictionPorts;

  constructor(ports: NodeRestrictionPorts) {
    this.#ports = ports;
  }

  handles(): boolean {
    return true;
  }

  admit(attributes: AdmissionAttributes): void | Promise<void> {
    return this.#check(attributes);
  }

  /**
   * Threat (CVE-2021-25735): what was looked at first may not be what is written, nor what it is written over. But the
   * audiences of a token are filled in by now.
   */
  validate(attributes: AdmissionAttributes): void | Promise<void> {
    if (!concerns(attributes, '', 'serviceaccounts', ['token'])) return this.#check(attributes);
  }

  #check(attributes: AdmissionAttributes): void | Promise<void> {
    const { user, resource, operation } = attributes;
    const nodeName = nodeNameOf(user);
    if (nodeName === undefined || operation === 'CONNECT') return;
    if (nodeName === '') throw refuse(attributes, `could not determine node from user ${goQuote(user.name)}`);
    const rule = RULES.get(qualifiedName(resource.group, resource.resource));
    const fault = rule?.(nodeRequest(attributes, nodeName, this.#ports));
    if (fault instanceof Promise) return fault.then((why) => refuseIf(attributes, why));
    refuseIf(attributes, fault);
  }
}

function refuseIf(attributes: AdmissionAttributes, why: string | undefined): void {
  if (why !== undefined) throw refuse(attributes, why);
}
