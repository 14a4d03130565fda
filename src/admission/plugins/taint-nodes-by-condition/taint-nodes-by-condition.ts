/**
 * TaintNodesByCondition: a new node takes no pods before it is known to be ready.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#taintnodesbycondition
 */
import type { V1Node } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';

const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

export class TaintNodesByCondition implements AdmissionPlugin {
  readonly name = 'TaintNodesByCondition';
  readonly mutates = ['nodes'];

  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'nodes')) return;
    const node = attributes.object as V1Node;
    node.spec ??= {};
    const taints = node.spec.taints ?? [];
    const isThere = taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect);
    if (!isThere) node.spec.taints = [...taints, { ...NOT_READY }];
  }
}
