/** The three lists of containers, and what they have in common. */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  fieldNotFound,
  forbiddenField,
  invalidValue,
} from '../../../api/field.ts';
import { isSidecar } from '../../../api/pods/containers-of.ts';
import type { V1Container, V1EphemeralContainer, V1PodSpec } from '../../../schema/generated/types.ts';
import { validateEnum, validateEnumAsListed } from '../../validation/common.ts';
import type { AnyContainer } from './any-container.ts';
import { validateContainerPorts, validateHostPorts } from './container-ports.ts';
import { validateContainerRestart, validateInitResizePolicies, validateResizePolicies } from './container-restart.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateHandlers } from './handlers.ts';
import { PULL_POLICIES } from './pull-policies.ts';
import { validateContainerResources } from './resources.ts';
import { each, requiredLabel, requireValue } from './rules.ts';
import { validateSecurityContext } from './security-context.ts';
import { type Volumes, validateVolumeDevices, validateVolumeMounts } from './volume-mounts.ts';

/** What containers may refer to in their pod. */
export interface PodContext {
  readonly spec: V1PodSpec;
  readonly volumes: Volumes;
  /** The names in `spec.resourceClaims`. */
  readonly claims: ReadonlySet<string>;
}

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];

function validateContainer(
  container: AnyContainer,
  at: FieldPath,
  { spec, volumes, claims }: PodContext,
): FieldError[] {
  return [
    ...requiredLabel(container.name, at.child('name')),
    ...requireValue(container.image, at.child('image')),
    ...validateEnumAsListed(
      container.terminationMessagePolicy ?? '',
      MESSAGE_POLICIES,
      at.child('terminationMessagePolicy'),
    ),
    ...validateContainerPorts(container.ports, at.child('ports')),
    ...validateEnv(container.env, at.child('env')),
    ...validateEnvFrom(container.envFrom, at.child('envFrom')),
    ...validateVolumeMounts(container, volumes, at.child('volumeMounts')),
    ...validateVolumeDevices(container, volumes, at.child('volumeDevices')),
    ...validateEnum(container.imagePullPolicy, PULL_POLICIES, at.child('imagePullPolicy')),
    ...validateContainerResources(container.resources, claims, at.child('resources')),
    ...validateResizePolicies(container.resizePolicy, spec.restartPolicy, at.child('resizePolicy')),
    ...validateSecurityContext(container.securityContext, spec.hostUsers !== false, at.child('securityContext')),
  ];
}

/** Pods only: templates have always been let through with blanks. */
export function validateImageSpace(container: AnyContainer, at: FieldPath): FieldError[] {
  const image = container.image ?? '';
  if (image.trim() === image) return [];
  return [invalidValue(at.child('image'), image, 'must not have leading or trailing whitespace')];
}

/** A second container without a name repeats the first one's, as upstream has it. */
function validateUniqueName(name: string, seen: Set<string>, at: FieldPath): FieldError[] {
  if (seen.has(name)) return [duplicate(at.child('name'), name)];
  seen.add(name);
  return [];
}

export function validateContainers(pod: PodContext, at: FieldPath): FieldError[] {
  const containers = pod.spec.containers ?? [];
  if (containers.length === 0) return requireValue(containers, at);
  const names = new Set<string>();
  return [
    ...each(containers, at, (container, containerAt) => [
      ...validateContainer(container, containerAt, pod),
      ...validateUniqueName(container.name ?? '', names, containerAt),
      ...validateHandlers(container, containerAt, pod.spec.terminationGracePeriodSeconds),
      ...validateContainerRestart(container, containerAt),
    ]),
    ...validateHostPorts(containers, at),
  ];
}

export function validateInitContainers(pod: PodContext, at: FieldPath): FieldError[] {
  const names = new Set((pod.spec.containers ?? []).map((container) => container.name ?? ''));
  return each(pod.spec.initContainers, at, (container, containerAt) => [
    ...validateContainer(container, containerAt, pod),
    ...validateContainerRestart(container, containerAt),
    ...(container.name || names.has('') ? validateUniqueName(container.name ?? '', names, containerAt) : []),
    // One by one: their ports clash with nobody else's. Upstream reports them all at the first index.
    ...validateHostPorts([container], at),
    ...(isSidecar(container)
      ? validateHandlers(container, containerAt, pod.spec.terminationGracePeriodSeconds)
      : validateRunsOnce(container, containerAt)),
  ]);
}

const KEEP_RUNNING = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

function validateRunsOnce(container: V1Container, at: FieldPath): FieldError[] {
  const set = KEEP_RUNNING.filter((field) => container[field] !== undefined);
  return [
    ...set.map((field) =>
      forbiddenField(at.child(field), 'may not be set for init containers without restartPolicy=Always'),
    ),
    ...validateInitResizePolicies(container, at),
  ];
}

/** Ephemeral containers look into a pod; they are no part of its work. */
const NOT_FOR_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;
const NOT_EPHEMERAL = 'cannot be set for an Ephemeral Container';

export function validateEphemeralContainers(pod: PodContext, at: FieldPath): FieldError[] {
  const others = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])];
  const targets = new Set(others.map((container) => container.name ?? ''));
  const names = new Set(targets);
  return each(pod.spec.ephemeralContainers, at, (container, containerAt) => [
    ...validateContainer(container, containerAt, pod),
    ...validateImageSpace(container, containerAt),
    ...validateUniqueName(container.name ?? '', names, containerAt),
    ...validateTarget(container, targets, containerAt.child('targetContainerName')),
    ...NOT_FOR_EPHEMERAL.filter((field) => isSet(container[field])).map((field) =>
      forbiddenField(containerAt.child(field), NOT_EPHEMERAL),
    ),
    ...each(container.volumeMounts, containerAt.child('volumeMounts'), (mount, mountAt) =>
      (['subPath', 'subPathExpr'] as const)
        .filter((field) => mount[field])
        .map((field) => forbiddenField(mountAt.child(field), NOT_EPHEMERAL)),
    ),
  ]);
}

function validateTarget(container: V1EphemeralContainer, targets: ReadonlySet<string>, at: FieldPath): FieldError[] {
  const target = container.targetContainerName;
  return target && !targets.has(target) ? [fieldNotFound(at, target)] : [];
}

function isSet(value: object | string | undefined): boolean {
  if (typeof value === 'object') return Object.keys(value).length > 0;
  return value !== undefined;
}
