/** Until its scheduling gates are gone, a pod's choice of nodes may be narrowed, never widened. */
import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';
import type { V1NodeSelectorRequirement, V1NodeSelectorTerm, V1PodSpec } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function isGated(old: V1PodSpec): boolean {
  return Boolean(old.schedulingGates?.length);
}

export function validateGatedChanges(spec: V1PodSpec, old: V1PodSpec, at: FieldPath): FieldError[] {
  if (!isGated(old)) return [];
  return [
    ...validateNodeSelectorChange(spec, old, at.child('nodeSelector')),
    ...validateNodeAffinityChange(spec, old, at.child('affinity', 'nodeAffinity')),
  ];
}

/** The spec with what `validateGatedChanges` has looked at put back. */
export function withOldPlacement(spec: V1PodSpec, old: V1PodSpec): V1PodSpec {
  if (!isGated(old)) return spec;
  const affinity = { ...spec.affinity, nodeAffinity: old.affinity?.nodeAffinity };
  return { ...spec, nodeSelector: old.nodeSelector, affinity } as V1PodSpec;
}

function validateNodeSelectorChange(spec: V1PodSpec, old: V1PodSpec, at: FieldPath): FieldError[] {
  const now = new Map(Object.entries(spec.nodeSelector ?? {}));
  if (Object.entries(old.nodeSelector ?? {}).every(([key, value]) => now.get(key) === value)) return [];
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return [invalidValue(at, spec.nodeSelector, detail)];
}

function validateNodeAffinityChange(spec: V1PodSpec, old: V1PodSpec, at: FieldPath): FieldError[] {
  const terms = spec.affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const before = old.affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const termsAt = at.child(REQUIRED, 'nodeSelectorTerms');
  if (before.length === 0) return [];
  if (terms.length !== before.length) {
    return [invalidValue(termsAt, terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  }
  return before.flatMap((term, position) => {
    if (hasOnlyAdditions(terms[position]!, term)) return [];
    const detail = 'only additions are allowed (no mutations or deletions)';
    return [invalidValue(termsAt.index(position), terms[position], detail)];
  });
}

/** Each requirement more selects fewer nodes; but an empty term selects none, so adding to it would widen it. */
function hasOnlyAdditions(term: V1NodeSelectorTerm, old: V1NodeSelectorTerm): boolean {
  const isEmpty = (candidate: V1NodeSelectorTerm) =>
    !candidate.matchExpressions?.length && !candidate.matchFields?.length;
  if (isEmpty(old)) return isEmpty(term);
  return startsWith(term.matchExpressions, old.matchExpressions) && startsWith(term.matchFields, old.matchFields);
}

function startsWith(
  list: readonly V1NodeSelectorRequirement[] = [],
  start: readonly V1NodeSelectorRequirement[] = [],
): boolean {
  return deepEqual(list.slice(0, start.length), start);
}
