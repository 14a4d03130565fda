/** Affinity to nodes and to other pods. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import { isDns1123Label } from '../../../api/names.ts';
import type { V1Affinity, V1NodeAffinity, V1PodAffinity, V1PodAffinityTerm } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { validateLabelSelector } from '../../validation/label-selector.ts';
import { validateLabelKeys } from './match-label-keys.ts';
import { validateNodeSelector, validateNodeSelectorTerm } from './node-selector.ts';
import { each, validateQualifiedName } from './rules.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validateAffinity(affinity: V1Affinity | undefined, at: FieldPath): FieldError[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity ?? {};
  return [
    ...(nodeAffinity ? validateNodeAffinity(nodeAffinity, at.child('nodeAffinity')) : []),
    ...(podAffinity ? validatePodAffinity(podAffinity, at.child('podAffinity')) : []),
    ...(podAntiAffinity ? validatePodAffinity(podAntiAffinity, at.child('podAntiAffinity')) : []),
  ];
}

function validateNodeAffinity(affinity: V1NodeAffinity, at: FieldPath): FieldError[] {
  const selector = affinity[REQUIRED];
  return [
    ...(selector ? validateNodeSelector(selector, at.child(REQUIRED)) : []),
    ...each(affinity[PREFERRED], at.child(PREFERRED), (term, termAt) => [
      ...validateWeight(term.weight, termAt.child('weight')),
      ...validateNodeSelectorTerm(term.preference ?? {}, termAt.child('preference'), true),
    ]),
  ];
}

function validatePodAffinity(affinity: V1PodAffinity, at: FieldPath): FieldError[] {
  return [
    ...each(affinity[REQUIRED], at.child(REQUIRED), validatePodAffinityTerm),
    ...each(affinity[PREFERRED], at.child(PREFERRED), (term, termAt) => [
      ...validateWeight(term.weight, termAt.child('weight')),
      ...validatePodAffinityTerm(term.podAffinityTerm ?? {}, termAt.child('podAffinityTerm')),
    ]),
  ];
}

function validateWeight(weight: number | undefined, at: FieldPath): FieldError[] {
  const value = weight ?? 0;
  return value >= 1 && value <= 100 ? [] : [invalidValue(at, value, 'must be in the range 1-100')];
}

function validatePodAffinityTerm(term: V1PodAffinityTerm, at: FieldPath): FieldError[] {
  const topologyAt = at.child('topologyKey');
  return [
    ...validateLabelSelector(term.labelSelector, at.child('labelSelector')),
    ...validateLabelSelector(term.namespaceSelector, at.child('namespaceSelector')),
    ...(term.namespaces ?? []).flatMap((name) => validateName(name, isDns1123Label, at.child('namespace'))),
    ...validateLabelKeys(term, at),
    ...(term.topologyKey ? [] : [required(topologyAt, 'can not be empty')]),
    ...validateQualifiedName(term.topologyKey, topologyAt),
  ];
}
