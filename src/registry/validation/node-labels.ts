/** Warnings of labels of nodes that are on their way out, wherever nodes are chosen by them. */
import type { FieldPath } from '../../api/field.ts';
import type { V1NodeSelectorTerm } from '../../schema/generated/types.ts';

const DEPRECATED_NODE_LABELS = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
]);

/** @param place of the label with that key */
export function nodeSelectorWarnings(
  labels: Readonly<Record<string, string>> | undefined,
  place: (key: string) => FieldPath,
): string[] {
  return Object.keys(labels ?? {}).flatMap((key) => {
    const text = DEPRECATED_NODE_LABELS.get(key);
    return text ? [`${place(key)}: ${text}`] : [];
  });
}

export function nodeSelectorTermWarnings(terms: readonly V1NodeSelectorTerm[], at: FieldPath): string[] {
  return terms.flatMap(({ matchExpressions = [] }, position) =>
    matchExpressions.flatMap(({ key = '' }, index) =>
      nodeLabelWarnings(key, at.index(position).child('matchExpressions').index(index).child('key')),
    ),
  );
}

/** @param at the path of the key */
export function nodeLabelWarnings(key: string, at: FieldPath): string[] {
  const text = DEPRECATED_NODE_LABELS.get(key);
  return text ? [`${at}: ${key} is ${text}`] : [];
}
