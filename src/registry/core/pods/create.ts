/** A new pod: what the server decides about it, and its rules. */
import { type FieldError, forbiddenField } from '../../../api/field.ts';
import { qosClass } from '../../../api/pods/qos.ts';
import type { V1LabelSelector, V1PodAffinity, V1PodSpec, V1PodStatus } from '../../../schema/generated/types.ts';
import { validatePodAnnotations } from '../pod-spec/annotations.ts';
import { validateImageSpace } from '../pod-spec/containers.ts';
import { each } from '../pod-spec/rules.ts';
import { validateProfilesAgree } from '../pod-spec/security-profiles.ts';
import { validatePodSpec } from '../pod-spec/validation.ts';
import { syncAppArmor } from './app-armor.ts';
import { ANNOTATIONS, SPEC } from './paths.ts';
import type { Pod } from './pod.ts';

/** Status comes from the node, never from the client that creates the pod. */
export function preparePod(pod: Pod): void {
  const spec = pod.spec ?? {};
  pod.status = initialStatus(spec);
  const labels = new Map(Object.entries(pod.metadata.labels ?? {}));
  selectOwnLabels(spec, labels);
  syncAppArmor(pod);
}

function initialStatus(spec: V1PodSpec): V1PodStatus {
  const status: V1PodStatus = { phase: 'Pending', qosClass: qosClass(spec) };
  if (!spec.schedulingGates?.length) return status;
  const message = 'Scheduling is blocked due to non-empty scheduling gates';
  return { ...status, conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message }] };
}

/** `matchLabelKeys` name labels of this pod: their values are written into the selectors. */
function selectOwnLabels(spec: V1PodSpec, labels: ReadonlyMap<string, string>): void {
  const terms = [...termsOf(spec.affinity?.podAffinity), ...termsOf(spec.affinity?.podAntiAffinity)];
  for (const term of terms) {
    addExpressions(term.labelSelector, term.matchLabelKeys, 'In', labels);
    addExpressions(term.labelSelector, term.mismatchLabelKeys, 'NotIn', labels);
  }
  for (const constraint of spec.topologySpreadConstraints ?? []) {
    addExpressions(constraint.labelSelector, constraint.matchLabelKeys, 'In', labels);
  }
}

function termsOf(affinity: V1PodAffinity | undefined) {
  const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return [...preferred.flatMap((weighted) => weighted.podAffinityTerm ?? []), ...required];
}

function addExpressions(
  selector: V1LabelSelector | undefined,
  keys: readonly string[] | undefined,
  operator: string,
  labels: ReadonlyMap<string, string>,
): void {
  if (!selector) return;
  for (const key of keys ?? []) {
    const value = labels.get(key);
    if (value === undefined) continue;
    selector.matchExpressions ??= [];
    selector.matchExpressions.push({ key, operator, values: [value] });
  }
}

export function validateNewPod(pod: Pod): FieldError[] {
  const spec = pod.spec ?? {};
  const errors = validatePod(pod);
  if (spec.ephemeralContainers?.length) {
    errors.push(forbiddenField(SPEC.child('ephemeralContainers'), 'cannot be set on create'));
  }
  if (spec.nodeName && spec.schedulingGates?.length) {
    const detail = 'cannot be set until all schedulingGates have been cleared';
    errors.push(forbiddenField(SPEC.child('nodeName'), detail));
  }
  return [...errors, ...validateProfilesAgree(pod.metadata, spec, SPEC)];
}

/** What holds of a pod at any time. */
export function validatePod(pod: Pod): FieldError[] {
  const spec = pod.spec ?? {};
  return [
    ...validatePodAnnotations(pod.metadata.annotations, spec, ANNOTATIONS),
    ...validatePodSpec(spec, pod.metadata, SPEC, { isPod: true }),
    ...validateTokens(spec),
    ...each(spec.containers, SPEC.child('containers'), validateImageSpace),
    ...each(spec.initContainers, SPEC.child('initContainers'), validateImageSpace),
  ];
}

/** A token is somebody's. */
function validateTokens(spec: V1PodSpec): FieldError[] {
  if (spec.serviceAccountName) return [];
  return each(spec.volumes, SPEC.child('volumes'), (volume, volumeAt) =>
    each(volume.projected?.sources, volumeAt.child('projected', 'sources'), (source, sourceAt) => {
      if (!source.serviceAccountToken) return [];
      const detail = 'must not be specified when serviceAccountName is not set';
      return [forbiddenField(sourceAt.child('serviceAccountToken'), detail)];
    }),
  );
}
