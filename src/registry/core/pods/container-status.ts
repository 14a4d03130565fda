/** Statuses of a pod's containers. */
import { duplicate, type FieldError, type FieldPath, forbiddenField, invalidValue } from '../../../api/field.ts';
import type {
  CoreV1ResourceClaim,
  V1Container,
  V1ContainerStatus,
  V1LinuxContainerUser,
  V1PodSpec,
  V1ResourceStatus,
} from '../../../schema/generated/types.ts';
import { each, inRange, MAX_INT32, supported } from '../pod-spec/rules.ts';
import type { Pod } from './pod.ts';

const LISTS = [
  { statuses: 'containerStatuses', containers: 'containers' },
  { statuses: 'initContainerStatuses', containers: 'initContainers' },
  { statuses: 'ephemeralContainerStatuses', containers: undefined },
] as const;

/** @param at the path of the status */
export function validateContainerStatuses(pod: Pod, old: Pod, at: FieldPath): FieldError[] {
  const spec = old.spec ?? {};
  return LISTS.flatMap(({ statuses, containers }) => {
    const now = pod.status?.[statuses] ?? [];
    const declared = containers && (spec[containers] ?? undefined);
    const byName = declared && firstByName(declared);
    return [
      ...validateTransitions(now, old.status?.[statuses] ?? [], declared, spec, at.child(statuses)),
      ...each(now, at.child(statuses), (status, statusAt) => [
        ...validateUser(status, spec, statusAt.child('user', 'linux')),
        ...validateAllocated(status, byName, statusAt.child('allocatedResourcesStatus')),
      ]),
    ];
  });
}

function firstByName<T extends { name?: string }>(items: readonly T[]): ReadonlyMap<string | undefined, T> {
  return new Map(items.toReversed().map((item) => [item.name, item]));
}

/** What has ended for good stays ended. @param declared absent for ephemeral containers, which never run again */
function validateTransitions(
  now: readonly V1ContainerStatus[],
  old: readonly V1ContainerStatus[],
  declared: readonly V1Container[] | undefined,
  spec: V1PodSpec,
  at: FieldPath,
): FieldError[] {
  if (declared && anyRestartsAll(spec)) return [];
  const nowByName = firstByName(now);
  const declaredByName = firstByName(declared ?? []);
  return each(old, at, (before, beforeAt) => {
    const ended = before.state?.terminated;
    const after = nowByName.get(before.name);
    if (!ended || !after || after.state?.terminated) return [];
    const container = declaredByName.get(before.name);
    if (container && mayRestart(container, spec, ended.exitCode ?? 0)) return [];
    return [forbiddenField(beforeAt.child('state'), 'may not be transitioned to non-terminated state')];
  });
}

function anyRestartsAll(spec: V1PodSpec): boolean {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].some((container) =>
    container.restartPolicyRules?.some((rule) => rule.action === 'RestartAllContainers'),
  );
}

/** The container's own rules, then its own policy, then the pod's. */
function mayRestart(container: V1Container, spec: V1PodSpec, exitCode: number): boolean {
  const ruled = container.restartPolicyRules?.some(({ action, exitCodes }) => {
    const listed = exitCodes?.values?.includes(exitCode) ?? false;
    return action === 'Restart' && exitCodes !== undefined && (exitCodes.operator === 'NotIn' ? !listed : listed);
  });
  if (ruled) return true;
  const policy = container.restartPolicy ?? spec.restartPolicy;
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

function validateUser(status: V1ContainerStatus, spec: V1PodSpec, at: FieldPath): FieldError[] {
  const user = status.user?.linux;
  if (!user) return [];
  if (spec.os?.name === 'windows') return [forbiddenField(at, 'cannot be set for a windows pod')];
  return validateLinuxUser(user, at);
}

function validateLinuxUser(user: V1LinuxContainerUser, at: FieldPath): FieldError[] {
  return [
    ...inRange(user.uid, 0, MAX_INT32, at.child('uid')),
    ...inRange(user.gid, 0, MAX_INT32, at.child('gid')),
    ...each(user.supplementalGroups, at.child('supplementalGroups'), (group, groupAt) =>
      inRange(group, 0, MAX_INT32, groupAt),
    ),
  ];
}

function validateAllocated(
  status: V1ContainerStatus,
  declared: ReadonlyMap<string | undefined, V1Container> | undefined,
  at: FieldPath,
): FieldError[] {
  const allocated = status.allocatedResourcesStatus ?? [];
  if (!declared) return allocated.length > 0 ? [forbiddenField(at, 'must not be specified in container status')] : [];
  const container = declared.get(status.name);
  const claims = new Set(container?.resources?.claims?.map(claimText));
  return each(allocated, at, (resource, resourceAt) => [
    ...(container ? validateAllocatedName(resource, container, claims, resourceAt.child('name')) : []),
    ...validateHealth(resource, resourceAt.child('resources')),
  ]);
}

const CLAIM = 'claim:';

function claimText({ name, request }: CoreV1ResourceClaim): string {
  return request ? `${CLAIM}${name}/${request}` : `${CLAIM}${name}`;
}

function validateAllocatedName(
  { name = '' }: V1ResourceStatus,
  container: V1Container,
  claims: ReadonlySet<string>,
  at: FieldPath,
): FieldError[] {
  if (!name.startsWith(CLAIM)) {
    if (Object.hasOwn(container.resources?.requests ?? {}, name)) return [];
    return [invalidValue(at, name, "must match one of the container's resource requests")];
  }
  if (claims.has(name)) return [];
  const detail =
    "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty";
  return [invalidValue(at, name, detail)];
}

function validateHealth(status: V1ResourceStatus, at: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return each(status.resources, at, ({ health = '', resourceID = '' }, resourceAt) => {
    const errors = supported(health, ['Healthy', 'Unhealthy', 'Unknown'], resourceAt.child('health'));
    if (seen.has(resourceID)) errors.push(duplicate(resourceAt.child('resourceID'), resourceID));
    seen.add(resourceID);
    return errors;
  });
}
