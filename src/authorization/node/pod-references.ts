/** What pods refer to (k8s.io/kubernetes/pkg/api/v1/pod). */
import type { KubeObject } from '../../api/object.ts';
import { type UsedKind, type UseKey, useKey } from './use-key.ts';

/** Pods that a kubelet makes to show what it runs by itself: they say nothing that it may not have made up. */
const MIRROR = 'kubernetes.io/config.mirror';
const CONTAINER_KINDS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

type Add = (kind: UsedKind, name: string | undefined) => void;
type Read = (source: any, add: Add) => void;

const bySecretRef: Read = ({ secretRef }, add) => add('secret', secretRef?.name);
const bySecretName: Read = ({ secretName }, add) => add('secret', secretName);

/** By the kind of volume: what the kubelet mounts it from. */
const VOLUME_SOURCES: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['azureFile', bySecretName],
  ['cephfs', bySecretRef],
  ['cinder', bySecretRef],
  ['configMap', ({ name }, add) => add('configmap', name)],
  ['csi', ({ nodePublishSecretRef }, add) => add('secret', nodePublishSecretRef?.name)],
  ['flexVolume', bySecretRef],
  ['iscsi', bySecretRef],
  ['persistentVolumeClaim', ({ claimName }, add) => add('persistentvolumeclaim', claimName)],
  ['projected', readProjected],
  ['rbd', bySecretRef],
  ['scaleIO', bySecretRef],
  ['secret', bySecretName],
  ['storageos', bySecretRef],
]);

function readProjected({ sources = [] }: any, add: Add): void {
  for (const { secret, configMap } of sources) {
    add('secret', secret?.name);
    add('configmap', configMap?.name);
  }
}

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
  for (const kind of CONTAINER_KINDS) for (const container of spec[kind] ?? []) readContainer(container, add);
  for (const volume of spec.volumes ?? []) readVolume(volume, pod, add);
  readResourceClaims(pod, add);
  return [...found];
}

function readContainer({ env, envFrom }: any, add: Add): void {
  for (const { secretRef, configMapRef } of envFrom ?? []) {
    add('secret', secretRef?.name);
    add('configmap', configMapRef?.name);
  }
  for (const { valueFrom } of env ?? []) {
    add('secret', valueFrom?.secretKeyRef?.name);
    add('configmap', valueFrom?.configMapKeyRef?.name);
  }
}

function readVolume(volume: any, pod: KubeObject, add: Add): void {
  // Its few fields are looked up, rather than the many kinds of volumes tried.
  for (const source in volume) VOLUME_SOURCES.get(source)?.(volume[source], add);
  if (volume.ephemeral) add('persistentvolumeclaim', `${pod.metadata.name}-${volume.name}`);
}

/** Claims made from a template have names that only the status tells. */
function readResourceClaims({ spec = {}, status = {} }: KubeObject, add: Add): void {
  const made = (name: string) => status.resourceClaimStatuses?.find((claim: { name?: string }) => claim.name === name);
  for (const { name, resourceClaimName, resourceClaimTemplateName } of spec.resourceClaims ?? []) {
    if (resourceClaimName) add('resourceclaim', resourceClaimName);
    else if (resourceClaimTemplateName) add('resourceclaim', made(name)?.resourceClaimName);
  }
  add('resourceclaim', status.extendedResourceClaimStatus?.resourceClaimName);
}
