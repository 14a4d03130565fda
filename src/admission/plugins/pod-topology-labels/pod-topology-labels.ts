/**
 * PodTopologyLabels: pods know the zone and region of the node they are bound to (KEP-4742).
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podtopologylabels
 */
import type { KubeObject } from '../../../api/object.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

const LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

export class PodTopologyLabels implements AdmissionPlugin {
  readonly name = 'PodTopologyLabels';
  readonly mutates = ['pods'];
  readonly #nodes: Pick<Lookup, 'find'>;

  constructor(nodes: Pick<Lookup, 'find'>) {
    this.#nodes = nodes;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  /** A pod is bound by a Binding, or made for a node from the start. */
  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods', ['', 'binding'])) return;
    const object = attributes.object!;
    const node = nodeOf(object, attributes.subresource);
    const labels = node ? this.#nodes.find(node)?.metadata.labels : undefined;
    const known = LABELS.filter((label) => labels?.[label] !== undefined);
    if (known.length === 0) return;
    const copied = Object.fromEntries(known.map((label) => [label, labels![label]!]));
    object.metadata.labels = { ...object.metadata.labels, ...copied };
  }
}

function nodeOf(object: KubeObject, subresource: string): string | undefined {
  if (subresource === '') return object.spec?.nodeName;
  return object.target?.kind === 'Node' || !object.target?.kind ? object.target?.name : undefined;
}
