import type { FieldPath } from '../../../api/field.ts';
import type { V1NodeSelectorTerm, V1PodAffinity, V1PodSpec } from '../../../schema/generated/types.ts';

const NO_SELECTOR = 'a null labelSelector results in matching no pod';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const DEPRECATED_NODE_LABELS = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
]);

/** @param at the path of the spec */
export function schedulingWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  return [
    ...nodeSelectorWarnings(spec, at.child('nodeSelector')),
    ...nodeAffinityWarnings(spec, at.child('affinity', 'nodeAffinity')),
    ...spreadWarnings(spec, at.child('topologySpreadConstraints')),
    ...podAffinityWarnings(spec.affinity?.podAffinity, at.child('affinity', 'podAffinity')),
    ...podAffinityWarnings(spec.affinity?.podAntiAffinity, at.child('affinity', 'podAntiAffinity')),
  ];
}

function nodeSelectorWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  return Object.keys(spec.nodeSelector ?? {}).flatMap((key) => {
    const text = DEPRECATED_NODE_LABELS.get(key);
    return text ? [`${at.key(key)}: ${text}`] : [];
  });
}

function nodeAffinityWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  const affinity = spec.affinity?.nodeAffinity;
  const terms = affinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const preferred = affinity?.[PREFERRED] ?? [];
  return [
    ...terms.flatMap((term, position) => termWarnings(term, at.child(REQUIRED, 'nodeSelectorTerms').index(position))),
    ...preferred.flatMap((term, position) =>
      termWarnings(term.preference ?? {}, at.child(PREFERRED).index(position).child('preference')),
    ),
  ];
}

function termWarnings(term: V1NodeSelectorTerm, at: FieldPath): string[] {
  return (term.matchExpressions ?? []).flatMap(({ key = '' }, position) =>
    keyWarnings(key, at.child('matchExpressions').index(position).child('key')),
  );
}

function keyWarnings(key: string, at: FieldPath): string[] {
  const text = DEPRECATED_NODE_LABELS.get(key);
  return text ? [`${at}: ${key} is ${text}`] : [];
}

function spreadWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  return (spec.topologySpreadConstraints ?? []).flatMap((constraint, position) => [
    ...keyWarnings(constraint.topologyKey ?? '', at.index(position).child('topologyKey')),
    ...(constraint.labelSelector ? [] : [`${at.index(position).child('labelSelector')}: ${NO_SELECTOR}`]),
  ]);
}

function podAffinityWarnings(affinity: V1PodAffinity | undefined, at: FieldPath): string[] {
  const required = affinity?.[REQUIRED] ?? [];
  const preferred = affinity?.[PREFERRED] ?? [];
  const places = [
    ...required.map((term, position) => ({ term, at: at.child(REQUIRED).index(position) })),
    ...preferred.map((weighted, position) => ({
      term: weighted.podAffinityTerm ?? {},
      at: at.child(PREFERRED).index(position).child('podAffinityTerm'),
    })),
  ];
  return places
    .filter(({ term }) => !term.labelSelector)
    .map((place) => `${place.at.child('labelSelector')}: ${NO_SELECTOR}`);
}
