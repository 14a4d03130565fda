/** What an update may change of a pod: very little, for most of it is settled once a node has read it. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../../api/field.ts';
import { inclusiveRangeError } from '../../../api/names.ts';
import { MIRROR_ANNOTATION } from '../../../api/pods/mirror-pod.ts';
import type { V1Container, V1PodSpec, V1Toleration } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { APP_ARMOR_PREFIX } from '../pod-spec/annotation-keys.ts';
import { each, MAX_INT32, newErrors } from '../pod-spec/rules.ts';
import { validatePod } from './create.ts';
import { difference } from './difference.ts';
import { validateGatedChanges, withOldPlacement } from './gated-update.ts';
import { ANNOTATIONS, SPEC } from './paths.ts';
import type { Pod } from './pod.ts';

const CHANGEABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const spec = pod.spec ?? {};
  const oldSpec = old.spec ?? {};
  const errors = [...validateChangedPod(pod, old), ...validateAnnotationChanges(pod, old)];
  const structure = [
    ...validateContainerChanges(spec.containers, oldSpec.containers, SPEC.child('containers')),
    ...validateContainerChanges(spec.initContainers, oldSpec.initContainers, SPEC.child('initContainers')),
  ];
  if (structure.some((error) => error.type === 'FieldValueForbidden')) return [...errors, ...structure];
  const deadline = validateDeadlineChange(spec, oldSpec, SPEC.child('activeDeadlineSeconds'));
  errors.push(...structure, ...deadline);
  if (deadline.length > 0 && spec.activeDeadlineSeconds !== undefined) return errors;
  return [
    ...errors,
    ...validateTolerationChanges(spec, oldSpec, SPEC.child('tolerations')),
    ...validateGateChanges(spec, oldSpec, SPEC.child('schedulingGates')),
    ...validateGatedChanges(spec, oldSpec, SPEC),
    ...validateNothingElse(spec, oldSpec),
  ];
}

/** The pod's own rules; what was wrong with it before may stay. */
export function validateChangedPod(pod: Pod, old: Pod): FieldError[] {
  return newErrors(validatePod(pod), () => validatePod(old));
}

/** Annotations that were read when the pod was made. */
export function validateAnnotationChanges(pod: Pod, old: Pod): FieldError[] {
  const now = new Map(Object.entries(pod.metadata.annotations ?? {}));
  const before = new Map(Object.entries(old.metadata.annotations ?? {}));
  const keys = [...new Set([...before.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const what = key.startsWith(APP_ARMOR_PREFIX)
      ? 'AppArmor annotations'
      : key === MIRROR_ANNOTATION && 'mirror pod annotation';
    if (!what || now.get(key) === before.get(key)) return [];
    const verb = before.has(key) ? 'remove or update' : 'add';
    return [forbiddenField(ANNOTATIONS.key(key), `may not ${verb} ${what}`)];
  });
}

function validateContainerChanges(
  containers: readonly V1Container[] | null | undefined,
  old: readonly V1Container[] | null | undefined,
  at: FieldPath,
): FieldError[] {
  if ((containers?.length ?? 0) !== (old?.length ?? 0)) {
    return [forbiddenField(at, 'pod updates may not add or remove containers')];
  }
  return each(containers, at, (container, containerAt) =>
    container.image ? [] : [required(containerAt.child('image'))],
  );
}

/** The deadline may come nearer, and never goes. */
function validateDeadlineChange(
  { activeDeadlineSeconds: now }: V1PodSpec,
  { activeDeadlineSeconds: before }: V1PodSpec,
  at: FieldPath,
): FieldError[] {
  if (now === undefined) {
    return before === undefined
      ? []
      : [invalidValue(at, undefined, 'must not update from a positive integer to nil value')];
  }
  if (now < 0 || now > MAX_INT32) return [invalidValue(at, now, inclusiveRangeError(0, MAX_INT32))];
  if (before === undefined || now <= before) return [];
  return [invalidValue(at, now, 'must be less than or equal to previous value')];
}

/** All of a toleration that may not change. */
function identityOf({ key = '', operator = '', value = '', effect = '' }: V1Toleration): string {
  return JSON.stringify([key, operator, value, effect]);
}

function validateTolerationChanges(spec: V1PodSpec, old: V1PodSpec, at: FieldPath): FieldError[] {
  const now = new Set(spec.tolerations?.map(identityOf));
  if ((old.tolerations ?? []).every((before) => now.has(identityOf(before)))) return [];
  return [forbiddenField(at, 'existing toleration can not be modified except its tolerationSeconds')];
}

function validateGateChanges(spec: V1PodSpec, old: V1PodSpec, at: FieldPath): FieldError[] {
  const known = new Set((old.schedulingGates ?? []).map((gate) => gate.name));
  return each(spec.schedulingGates, at, ({ name = '' }, gateAt) => {
    if (known.has(name)) return [];
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbiddenField(gateAt.child('name'), detail)];
  });
}

/** With everything that may change put back, the spec must be the old one. */
function validateNothingElse(spec: V1PodSpec, old: V1PodSpec): FieldError[] {
  const fixed = withOldPlacement({ ...spec, ...withOldValues(spec, old) }, old);
  if (deepEqual(fixed, old)) return [];
  const detail = `pod updates may not change fields other than ${CHANGEABLE}\n${difference(old, fixed)}`;
  return [forbiddenField(SPEC, detail)];
}

function withOldValues(spec: V1PodSpec, old: V1PodSpec): V1PodSpec {
  const before = old.terminationGracePeriodSeconds;
  const now = spec.terminationGracePeriodSeconds;
  return {
    containers: withOldImages(spec.containers, old.containers),
    initContainers: withOldImages(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    terminationGracePeriodSeconds: before !== undefined && before < 0 && now === 1 ? before : now,
  } as V1PodSpec;
}

function withOldImages(
  containers: readonly V1Container[] | null | undefined,
  old: readonly V1Container[] | null | undefined,
): V1Container[] {
  return (containers ?? []).map((container, position) => ({ ...container, image: old![position]!.image! }));
}
