import type { FieldPath } from '../../../api/field.ts';
import { isLabelValue } from '../../../api/names.ts';
import type { V1NodeSelectorTerm, V1PodAffinity, V1PodSpec } from '../../../schema/generated/types.ts';
import { nodeLabelWarnings, nodeSelectorTermWarnings, nodeSelectorWarnings } from '../../validation/node-labels.ts';

const NO_SELECTOR = 'a null labelSelector results in matching no pod';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Labels of nodes, and how pods spread over them. @param at the path of the spec */
export function nodeWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  return [
    ...nodeSelectorWarnings(spec.nodeSelector, (key) => at.child('nodeSelector').key(key)),
    ...nodeAffinityWarnings(spec, at.child('affinity', 'nodeAffinity')),
    ...spreadWarnings(spec, at.child('topologySpreadConstraints')),
  ];
}

/** @param at the path of the spec */
export function affinityWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  return [
    ...podAffinityWarnings(spec.affinity?.podAffinity, at.child('affinity', 'podAffinity')),
    ...podAffinityWarnings(spec.affinity?.podAntiAffinity, at.child('affinity', 'podAntiAffinity')),
  ];
}

function nodeAffinityWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  const affinity = spec.affinity?.nodeAffinity;
  const terms = affinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const preferred = affinity?.[PREFERRED] ?? [];
  return [
    ...nodeSelectorTermWarnings(terms, at.child(REQUIRED, 'nodeSelectorTerms')),
    ...preferred.flatMap((term, position) =>
      preferenceWarnings(term.preference ?? {}, at.child(PREFERRED).index(position).child('preference')),
    ),
  ];
}

/** Validation lets preferences name values that no label can have. */
function preferenceWarnings(term: V1NodeSelectorTerm, at: FieldPath): string[] {
  return (term.matchExpressions ?? []).flatMap(({ key = '', values = [] }, position) => {
    const expressionAt = at.child('matchExpressions').index(position);
    const wrong = values.flatMap((value, index) =>
      isLabelValue(value).map((error) => `${expressionAt.child('values').index(index)}: ${value} is invalid, ${error}`),
    );
    return [...nodeLabelWarnings(key, expressionAt.child('key')), ...wrong];
  });
}

function spreadWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  return (spec.topologySpreadConstraints ?? []).flatMap((constraint, position) => [
    ...nodeLabelWarnings(constraint.topologyKey ?? '', at.index(position).child('topologyKey')),
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
