/** What pods and persistent volumes refer to (k8s.io/kubernetes/pkg/api/v1/pod, /persistentvolume). */
import type { KubeObject } from '../../api/object.ts';
import { type UsedKind, type UseKey, useKey } from './use-key.ts';

/** Pods that a kubelet makes to show what it runs by itself: they say nothing that it may not have made up. */
const MIRROR = 'kubernetes.io/config.mirror';
const CONTAINER_KINDS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

type Named = { readonly name?: string; readonly namespace?: string } | undefined;

const byReference = (source: { secretRef?: Named }) => source.secretRef?.name;

/** By the kind of volume: the secret that the kubelet mounts it with. */
const VOLUME_SECRETS: readonly (readonly [source: string, secret: (source: any) => string | undefined])[] = [
  ['azureFile', ({ secretName }) => secretName],
  ['cephfs', byReference],
  ['cinder', byReference],
  ['csi', ({ nodePublishSecretRef }) => nodePublishSecretRef?.name],
  ['flexVolume', byReference],
  ['iscsi', byReference],
  ['rbd', byReference],
  ['scaleIO', byReference],
  ['secret', ({ secretName }) => secretName],
  ['storageos', byReference],
];

/** In no order, each once. */
export function podReferences(pod: KubeObject): UseKey[] {
  const { namespace = '', annotations = {} } = pod.metadata;
  // Threat: a node that could create a pod and grant itself what the pod names.
  if (Object.hasOwn(annotations, MIRROR)) return [];
  const found = new Set<UseKey>();
  const { spec = {} } = pod;
  const add: Add = (kind, name) => {
    if (name) found.add(useKey(kind, namespace, name));
  };
  add('serviceaccount', spec.serviceAccountName);
  for (const { name } of spec.imagePullSecrets ?? []) add('secret', name);
  for (const kind of CONTAINER_KINDS) for (const container of spec[kind] ?? []) addContainer(container, add);
  for (const volume of spec.volumes ?? []) addVolume(volume, pod, add);
  for (const name of resourceClaims(pod)) add('resourceclaim', name);
  return [...found];
}

type Add = (kind: UsedKind, name: string | undefined) => void;

function addContainer({ env, envFrom }: any, add: Add): void {
  for (const { secretRef, configMapRef } of envFrom ?? []) {
    add('secret', secretRef?.name);
    add('configmap', configMapRef?.name);
  }
  for (const { valueFrom } of env ?? []) {
    add('secret', valueFrom?.secretKeyRef?.name);
    add('configmap', valueFrom?.configMapKeyRef?.name);
  }
}

function addVolume(volume: any, pod: KubeObject, add: Add): void {
  for (const [source, secretOf] of VOLUME_SECRETS) if (volume[source]) add('secret', secretOf(volume[source]));
  add('configmap', volume.configMap?.name);
  for (const { secret, configMap } of volume.projected?.sources ?? []) {
    add('secret', secret?.name);
    add('configmap', configMap?.name);
  }
  add('persistentvolumeclaim', volume.persistentVolumeClaim?.claimName);
  if (volume.ephemeral) add('persistentvolumeclaim', `${pod.metadata.name}-${volume.name}`);
}

/** Claims made from a template have names that only the status tells. */
function* resourceClaims({ spec = {}, status = {} }: KubeObject): Generator<string | undefined> {
  for (const { name, resourceClaimName, resourceClaimTemplateName } of spec.resourceClaims ?? []) {
    if (resourceClaimName) yield resourceClaimName;
    else if (resourceClaimTemplateName) {
      yield status.resourceClaimStatuses?.find((made: Named) => made?.name === name)?.resourceClaimName;
    }
  }
  yield status.extendedResourceClaimStatus?.resourceClaimName;
}

/** By the kind of volume: the secrets that kubelets see; `claimed`: of the claim's namespace where it names none. */
const PERSISTENT_SECRETS: readonly {
  readonly source: string;
  readonly claimed?: true;
  readonly secrets: (source: any) => readonly Named[];
}[] = [
  {
    source: 'azureFile',
    claimed: true,
    secrets: ({ secretName, secretNamespace }) => [{ name: secretName, namespace: secretNamespace }],
  },
  { source: 'cephfs', claimed: true, secrets: ({ secretRef }) => [secretRef] },
  { source: 'cinder', secrets: ({ secretRef }) => [secretRef] },
  {
    // Those for controllers (controllerPublishSecretRef, controllerExpandSecretRef) are none of a node's business.
    source: 'csi',
    secrets: ({ nodePublishSecretRef, nodeStageSecretRef, nodeExpandSecretRef }) => [
      nodePublishSecretRef,
      nodeStageSecretRef,
      nodeExpandSecretRef,
    ],
  },
  { source: 'flexVolume', claimed: true, secrets: ({ secretRef }) => [secretRef] },
  { source: 'iscsi', claimed: true, secrets: ({ secretRef }) => [secretRef] },
  { source: 'rbd', claimed: true, secrets: ({ secretRef }) => [secretRef] },
  { source: 'scaleIO', claimed: true, secrets: ({ secretRef }) => [secretRef] },
  { source: 'storageos', secrets: ({ secretRef }) => [secretRef] },
];

/** The claim that a persistent volume is bound to. */
export function claimOf({ spec }: KubeObject): UseKey | undefined {
  const claim: Named = spec?.claimRef;
  return claim && useKey('persistentvolumeclaim', claim.namespace ?? '', claim.name ?? '');
}

/** The secrets that nodes mount a persistent volume with, each once. */
export function volumeSecrets({ spec = {} }: KubeObject): UseKey[] {
  const found = new Set<UseKey>();
  for (const { source, claimed, secrets } of PERSISTENT_SECRETS) {
    if (!spec[source]) continue;
    for (const secret of secrets(spec[source])) {
      const namespace = secret?.namespace || (claimed ? spec.claimRef?.namespace : '') || '';
      if (secret?.name) found.add(useKey('secret', namespace, secret.name));
    }
  }
  return [...found];
}
