/** Texts for Warning headers: what is let in, but will hardly do what was meant (pkg/api/pod/warnings.go). */
import { type FieldPath, path } from '../../../api/field.ts';
import { goQuote } from '../../../api/go-format.ts';
import { isDns1123Label } from '../../../api/names.ts';
import { containersOf, type LocatedContainer, locatedContainersOf } from '../../../api/pods/containers-of.ts';
import { Quantity } from '../../../api/quantity.ts';
import type { V1EnvVar, V1ObjectMeta, V1Pod, V1PodSpec, V1PodTemplateSpec } from '../../../schema/generated/types.ts';
import { ipWarnings } from '../../validation/ip.ts';
import { APP_ARMOR_PREFIX, SECCOMP_CONTAINER_PREFIX, SECCOMP_POD_ANNOTATION } from './annotation-keys.ts';
import type { AnyContainer } from './any-container.ts';
import { portWarnings } from './port-warnings.ts';
import { affinityWarnings, nodeWarnings } from './scheduling-warnings.ts';
import { volumeWarnings } from './volume-warnings.ts';

/** About a new pod. */
export function podWarnings(pod: V1Pod): string[] {
  const { metadata = {}, spec = {} } = pod;
  const nameErrors = isDns1123Label(metadata.name ?? '');
  const hostname = `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${nameErrors.join(' ')}]`;
  return [
    ...(nameErrors.length > 0 ? [hostname] : []),
    ...specWarnings(spec, metadata, path('spec'), path('metadata', 'annotations')),
  ];
}

/** About a workload's template; on update as on create, whatever it was before. */
export function podTemplateWarnings(template: V1PodTemplateSpec | undefined, at: FieldPath): string[] {
  if (!template) return [];
  const { metadata = {}, spec = {} } = template;
  const annotationsAt = at.child('metadata', 'annotations');
  return [
    ...specWarnings(spec, metadata, at.child('spec'), annotationsAt),
    ...appArmorWarnings(spec, metadata, annotationsAt),
  ];
}

function specWarnings(spec: V1PodSpec, meta: V1ObjectMeta, at: FieldPath, annotationsAt: FieldPath): string[] {
  return [
    ...nodeWarnings(spec, at),
    ...annotationWarnings(meta, annotationsAt),
    ...volumeWarnings(spec, at),
    ...repeated(spec.hostAliases, 'ip', at.child('hostAliases')),
    ...pullSecretWarnings(spec, at.child('imagePullSecrets')),
    ...fractionWarnings(spec.overhead, at.child('overhead')),
    ...podSeccompWarnings(spec, meta, annotationsAt),
    ...locatedContainersOf(spec, at).flatMap((found) => containerWarnings(found, meta, annotationsAt)),
    ...portWarnings(spec, at),
    ...graceWarnings(spec, at),
    ...affinityWarnings(spec, at),
    ...addressWarnings(spec, at),
  ];
}

const DEPRECATED_ANNOTATIONS = new Map([
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
]);
const USE_SECCOMP_FIELD = 'non-functional in v1.27+; use the "seccompProfile" field instead';
export const USE_APP_ARMOR_FIELD = 'deprecated since v1.30; use the "appArmorProfile" field instead';

function hasAnnotation(meta: V1ObjectMeta, key: string): boolean {
  return meta.annotations !== undefined && Object.hasOwn(meta.annotations, key);
}

function annotationWarnings(meta: V1ObjectMeta, at: FieldPath): string[] {
  return [...DEPRECATED_ANNOTATIONS]
    .filter(([key]) => hasAnnotation(meta, key))
    .map(([key, text]) => `${at.key(key)}: ${text}`);
}

function podSeccompWarnings(spec: V1PodSpec, meta: V1ObjectMeta, at: FieldPath): string[] {
  if (spec.securityContext?.seccompProfile || !hasAnnotation(meta, SECCOMP_POD_ANNOTATION)) return [];
  return [`${at.key(SECCOMP_POD_ANNOTATION)}: ${USE_SECCOMP_FIELD}`];
}

function appArmorWarnings(spec: V1PodSpec, meta: V1ObjectMeta, at: FieldPath): string[] {
  if (spec.securityContext?.appArmorProfile) return [];
  return containersOf(spec)
    .filter((container) => !container.securityContext?.appArmorProfile)
    .map((container) => APP_ARMOR_PREFIX + container.name)
    .filter((key) => hasAnnotation(meta, key))
    .map((key) => `${at.key(key)}: ${USE_APP_ARMOR_FIELD}`);
}

function containerWarnings(
  { container, at }: LocatedContainer<AnyContainer>,
  meta: V1ObjectMeta,
  annotationsAt: FieldPath,
): string[] {
  const key = SECCOMP_CONTAINER_PREFIX + container.name;
  const seccomp = !container.securityContext?.seccompProfile && hasAnnotation(meta, key);
  return [
    ...(seccomp ? [`${annotationsAt.key(key)}: ${USE_SECCOMP_FIELD}`] : []),
    ...fractionWarnings(container.resources?.limits, at.child('resources', 'limits')),
    ...fractionWarnings(container.resources?.requests, at.child('resources', 'requests')),
    ...envWarnings(container.env ?? [], at.child('env')),
  ];
}

/** There is no half a byte. */
function fractionWarnings(resources: Record<string, string> | undefined, at: FieldPath): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) => {
    const amount = resources?.[name];
    if (amount === undefined || Quantity.parse(amount).milliValue() % 1000n === 0n) return [];
    return [`${at.key(name)}: fractional byte value ${goQuote(amount)} is invalid, must be an integer`];
  });
}

/** A variable may be defined again in terms of itself; anything else hides the first definition. */
function envWarnings(variables: readonly V1EnvVar[], at: FieldPath): string[] {
  const seen = new Set<string>();
  return variables.flatMap(({ name = '', value = '', valueFrom }, position) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    if (!valueFrom && value !== reference && value.includes(reference)) return [];
    const hidden = `hides previous definition of ${goQuote(name)}, which may be dropped when using apply`;
    return [`${at.index(position)}: ${hidden}`];
  });
}

function repeated<K extends string>(
  items: readonly { [F in K]?: string }[] | undefined,
  field: K,
  at: FieldPath,
): string[] {
  const seen = new Set<string>();
  return (items ?? []).flatMap((item, position) => {
    const value = item[field] ?? '';
    if (seen.has(value)) return [`${at.index(position).child(field)}: duplicate ${field} ${goQuote(value)}`];
    seen.add(value);
    return [];
  });
}

function pullSecretWarnings({ imagePullSecrets: secrets = [] }: V1PodSpec, at: FieldPath): string[] {
  const empty = secrets.flatMap((secret, position) =>
    secret.name ? [] : [`${at.index(position).child('name')}: invalid empty name ""`],
  );
  return [...repeated(secrets, 'name', at), ...empty];
}

function graceWarnings(spec: V1PodSpec, at: FieldPath): string[] {
  if ((spec.terminationGracePeriodSeconds ?? 0) >= 0) return [];
  const text = 'must be >= 0; negative values are invalid and will be treated as 1';
  return [`${at.child('terminationGracePeriodSeconds')}: ${text}`];
}

function addressWarnings({ dnsConfig, hostAliases = [] }: V1PodSpec, at: FieldPath): string[] {
  const serversAt = at.child('dnsConfig', 'nameservers');
  return [
    ...(dnsConfig?.nameservers ?? []).flatMap((server, position) => ipWarnings(server, serversAt.index(position))),
    ...hostAliases.flatMap(({ ip = '' }, position) =>
      ipWarnings(ip, at.child('hostAliases').index(position).child('ip')),
    ),
  ];
}
