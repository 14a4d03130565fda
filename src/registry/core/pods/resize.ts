/** The `resize` subresource: processor and memory of running containers, and of the pod. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, path } from '../../../api/field.ts';
import { isSidecar } from '../../../api/pods/containers-of.ts';
import { isMirrorPod } from '../../../api/pods/mirror-pod.ts';
import { qosClass } from '../../../api/pods/qos.ts';
import type { V1Container, V1PodSpec, V1ResourceRequirements } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { keepMetadata } from '../../status-metadata.ts';
import type { ObjectSubresource } from '../../strategy.ts';
import { SPEC } from './paths.ts';
import type { Pod } from './pod.ts';
import { validateChangedPod } from './update.ts';

export const resize: ObjectSubresource<Pod> = { prepareForUpdate: keepAllButResources, validateUpdate: validateResize };

const LISTS = ['containers', 'initContainers'] as const;

/** Containers that are added, removed or renamed are left in, for validation to refuse. */
function keepAllButResources(pod: Pod, old: Pod): void {
  const spec = pod.spec ?? {};
  const oldSpec = old.spec ?? {};
  if (LISTS.some((list) => (spec[list]?.length ?? 0) !== (oldSpec[list]?.length ?? 0))) return;
  const kept: V1PodSpec = { ...oldSpec };
  for (const list of LISTS) {
    if (spec[list]) kept[list] = withNewResources(spec[list], oldSpec[list] ?? []);
  }
  delete kept.resources;
  pod.spec = spec.resources ? { ...kept, resources: spec.resources } : kept;
  if (old.status) pod.status = old.status;
  keepMetadata(pod, old);
}

function withNewResources(containers: V1Container[], old: readonly V1Container[]): V1Container[] {
  if (containers.some((container, position) => container.name !== old[position]!.name)) return containers;
  return containers.map(({ resources, resizePolicy }, position) => {
    const { resources: _resources, resizePolicy: _policy, ...kept } = old[position]!;
    return { ...kept, ...(resources && { resources }), ...(resizePolicy && { resizePolicy }) };
  });
}

function validateResize(pod: Pod, old: Pod): FieldError[] {
  if (isMirrorPod(old)) return [forbiddenField(path(''), 'static pods cannot be resized')];
  if (old.spec?.os?.name === 'windows') return [forbiddenField(path(''), 'windows pods cannot be resized')];
  const spec = pod.spec ?? {};
  const oldSpec = old.spec ?? {};
  const errors = [
    ...validateChangedPod(pod, old),
    ...validateSupported(pod, old),
    ...validatePodResources(spec, oldSpec),
    ...validateNoAllocatableClaims(old),
  ];
  const order = LISTS.flatMap((list) => validateOrder(spec[list] ?? [], oldSpec[list] ?? [], list));
  if (order.length > 0) return [...errors, ...order];
  errors.push(...validateNothingRemoved(spec, oldSpec), ...validateOnlyCompute(spec, oldSpec));
  return errors.length > 0 ? errors : validateNothingElse(spec, oldSpec);
}

function validateSupported(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  if ((old.status?.qosClass ?? qosClass(old.spec ?? {})) !== qosClass(pod.spec ?? {})) {
    const detail = 'Pod QOS Class may not change as a result of resizing';
    errors.push(invalidValue(SPEC, pod.status?.qosClass ?? '', detail));
  }
  const running = old.status?.containerStatuses?.find((status) => status.state?.running);
  if (running && !running.resources) {
    errors.push(forbiddenField(SPEC, 'Pod running on node without support for resize'));
  }
  return errors;
}

function validateNoAllocatableClaims({ status }: Pod): FieldError[] {
  if (!status?.nodeAllocatableResourceClaimStatuses?.length) return [];
  return [forbiddenField(SPEC, 'pods with node allocatable resource claims cannot be resized')];
}

function validatePodResources({ resources: now }: V1PodSpec, { resources: old }: V1PodSpec): FieldError[] {
  const at = SPEC.child('resources');
  if (old && !now) return [forbiddenField(at, 'pod-level resources cannot be removed')];
  const errors = (['requests', 'limits'] as const)
    .filter((part) => isRemoved(now?.[part], old?.[part]))
    .map((part) => forbiddenField(at.child(part), `pod-level resource ${part} cannot be removed`));
  if (!deepEqual(withOldCompute(now, old), old)) {
    errors.push(forbiddenField(SPEC, 'only cpu and memory resources are mutable at pod-level'));
  }
  return errors;
}

function validateOrder(
  containers: readonly V1Container[],
  old: readonly V1Container[],
  list: (typeof LISTS)[number],
): FieldError[] {
  const at = SPEC.child(list);
  if (containers.length !== old.length) return [forbiddenField(at, `${list} may not be added or removed on resize`)];
  return old.flatMap((before, position) =>
    containers[position]!.name === before.name
      ? []
      : [forbiddenField(at.index(position).child('name'), `${list} may not be renamed or reordered on resize`)],
  );
}

/** What an init container asked for stays as well: it runs again when the pod is restarted. */
function validateNothingRemoved(spec: V1PodSpec, old: V1PodSpec): FieldError[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    (old[list] ?? []).flatMap(({ resources: before }, position) => {
      const now = spec[list]![position]!.resources;
      const at = SPEC.child(list).index(position).child('resources');
      return (['requests', 'limits'] as const)
        .filter((part) => isRemoved(now?.[part], before?.[part]))
        .map((part) => forbiddenField(at.child(part), `resource ${part} cannot be removed`));
    }),
  );
}

function validateOnlyCompute(spec: V1PodSpec, old: V1PodSpec): FieldError[] {
  const changed = (old.containers ?? []).filter(
    (before, position) => !isOnlyComputeOf(spec.containers![position]!, before),
  );
  return [
    ...changed.map(() => forbiddenField(SPEC, 'only cpu and memory resources are mutable')),
    ...(old.initContainers ?? []).flatMap((before, position) =>
      validateInitContainer(spec.initContainers![position]!, before, SPEC.child('initContainers').index(position)),
    ),
  ];
}

function validateInitContainer(container: V1Container, old: V1Container, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!isOnlyComputeOf(container, old)) {
    errors.push(forbiddenField(at, 'only cpu and memory resources for init or sidecar containers are mutable'));
  }
  if (isSidecar(container) || deepEqual(container, old)) return errors;
  const restarts = (container.resizePolicy ?? []).filter(({ restartPolicy }) => restartPolicy === 'RestartContainer');
  const detail = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized';
  return [...errors, ...restarts.map(() => forbiddenField(at, detail))];
}

function isOnlyComputeOf(container: V1Container, old: V1Container): boolean {
  return deepEqual({ ...container, resources: withOldCompute(container.resources, old.resources) }, old);
}

function validateNothingElse(spec: V1PodSpec, old: V1PodSpec): FieldError[] {
  const { containers: _c, initContainers: _i, resources: _r, ...rest } = spec;
  const { containers: _oc, initContainers: _oi, resources: _or, ...oldRest } = old;
  return deepEqual(rest, oldRest) ? [] : [forbiddenField(SPEC, 'only cpu and memory resources are mutable')];
}

function isRemoved(now: Record<string, string> = {}, old: Record<string, string> = {}): boolean {
  return Object.keys(old).some((name) => !Object.hasOwn(now, name));
}

/** The new resources with the old processor and memory. */
function withOldCompute(
  now: V1ResourceRequirements | undefined,
  old: V1ResourceRequirements | undefined,
): V1ResourceRequirements | undefined {
  if (!now) return now;
  return {
    ...now,
    requests: mergeCompute(now.requests, old?.requests),
    limits: mergeCompute(now.limits, old?.limits),
  };
}

function mergeCompute(now: Record<string, string> = {}, old: Record<string, string> = {}): Record<string, string> {
  const { cpu: _cpu, memory: _memory, ...others } = now;
  const { cpu, memory } = old;
  return { ...others, ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
}
