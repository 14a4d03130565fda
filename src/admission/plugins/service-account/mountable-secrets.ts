/** Accounts that say so confine their pods to the secrets that they list. */
import { type AddReference, readVolumeReferences } from '../../../api/pods/references.ts';
import type { V1EnvFromSource, V1EnvVar, V1Pod, V1PodSpec, V1ServiceAccount } from '../../../schema/generated/types.ts';
import type { Operation } from '../../admission.ts';

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';
/** What Go's strconv.ParseBool takes for true. */
const TRUE: ReadonlySet<string | undefined> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

interface Reference {
  readonly secret: string;
  /** Who refers to it. */
  readonly by: string;
}

interface Refers {
  readonly name?: string;
  readonly env?: V1EnvVar[];
  readonly envFrom?: V1EnvFromSource[];
}

/** @returns why the pod may not refer to what it does, in upstream's words */
export function secretFault({ spec = {} }: V1Pod, account: V1ServiceAccount, operation: Operation): string | undefined {
  const { name, annotations } = account.metadata!;
  if (!TRUE.has(annotations && Object.hasOwn(annotations, ENFORCE) ? annotations[ENFORCE] : undefined))
    return undefined;
  const references =
    operation === 'CREATE' ? referencesOf(spec) : ofContainers(spec.ephemeralContainers, 'ephemeral container');
  const allowed = namesOf(account.secrets);
  const bad = references.find(({ secret }) => !allowed.has(secret));
  if (bad) {
    return `${bad.by} secret.secretName="${bad.secret}" is not allowed because service account ${name} does not reference that secret`;
  }
  return operation === 'CREATE' ? pullSecretFault(spec, account) : undefined;
}

function pullSecretFault({ imagePullSecrets = [] }: V1PodSpec, account: V1ServiceAccount): string | undefined {
  const allowed = namesOf(account.imagePullSecrets);
  const position = imagePullSecrets.findIndex(({ name = '' }) => !allowed.has(name));
  if (position < 0) return undefined;
  const { name = '' } = imagePullSecrets[position]!;
  return `imagePullSecrets[${position}].name="${name}" is not allowed because service account ${account.metadata!.name} does not reference that imagePullSecret`;
}

function referencesOf(spec: V1PodSpec): Reference[] {
  return [
    ...ofVolumes(spec),
    ...ofContainers(spec.initContainers, 'init container'),
    ...ofContainers(spec.containers, 'container'),
  ];
}

/** Threat: upstream looks at volumes of the type `secret` alone, so that a projected volume mounts any secret. */
function ofVolumes({ volumes = [] }: V1PodSpec): Reference[] {
  const found: Reference[] = [];
  const add: AddReference = (kind, secret) => {
    if (kind === 'secret' && secret) found.push({ secret, by: 'volume with' });
  };
  for (const volume of volumes) readVolumeReferences(volume, add);
  return found;
}

/** CVE-2023-2728 and CVE-2024-3177: containers of every kind, envFrom too. */
function ofContainers(containers: readonly Refers[] | null | undefined, kind: string): Reference[] {
  return (containers ?? []).flatMap(({ name, env = [], envFrom = [] }) => [
    ...env.flatMap(({ name: variable, valueFrom }) =>
      valueFrom?.secretKeyRef
        ? [{ secret: valueFrom.secretKeyRef.name ?? '', by: `${kind} ${name} with envVar ${variable} referencing` }]
        : [],
    ),
    ...envFrom.flatMap(({ secretRef }) =>
      secretRef ? [{ secret: secretRef.name ?? '', by: `${kind} ${name} with envFrom referencing` }] : [],
    ),
  ]);
}

function namesOf(references: readonly { name?: string }[] = []): Set<string> {
  return new Set(references.map(({ name = '' }) => name));
}
