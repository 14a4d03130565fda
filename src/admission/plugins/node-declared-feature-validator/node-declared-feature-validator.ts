/**
 * NodeDeclaredFeatureValidator: a change of a pod that runs needs nothing of its node that the node has not declared
 * (KEP-5328). https://kubernetes.io/docs/concepts/scheduling-eviction/node-declared-features/
 */
import { goQuote } from '../../../api/go-format.ts';
import type { V1Node, V1Pod, V1PodSpec } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

interface Feature {
  /** As nodes declare it. */
  readonly name: string;
  isNeeded(now: V1PodSpec, before: V1PodSpec): boolean;
}

/** Those of v1.36 that a change may need; the others are for the scheduler, or for changes that validation refuses. */
const FEATURES: readonly Feature[] = [
  {
    name: 'InPlacePodLevelResourcesVerticalScaling',
    isNeeded: (now, before) => !deepEqual(now.resources, before.resources),
  },
];

export class NodeDeclaredFeatureValidator implements AdmissionPlugin {
  readonly name = 'NodeDeclaredFeatureValidator';
  readonly #nodes: Pick<Lookup, 'find'>;

  constructor(nodes: Pick<Lookup, 'find'>) {
    this.#nodes = nodes;
  }

  handles(operation: Operation): boolean {
    return operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods', ['', 'resize'])) return;
    const { spec } = attributes.object as V1Pod;
    const before = (attributes.oldObject as V1Pod).spec;
    if (!spec?.nodeName || !before) return;
    const needed = FEATURES.filter(({ isNeeded }) => isNeeded(spec, before));
    if (needed.length === 0) return;
    const node = this.#nodes.find(spec.nodeName) as V1Node | undefined;
    if (!node) throw refuse(attributes, `node ${goQuote(spec.nodeName)} not found`);
    const declared = node.status?.declaredFeatures ?? [];
    const missing = needed.flatMap(({ name }) => (declared.includes(name) ? [] : [name]));
    if (missing.length === 0) return;
    const which = `features ${missing.join(', ')} which are not available on node ${goQuote(spec.nodeName)}`;
    throw refuse(attributes, `pod update requires ${which}`);
  }
}
