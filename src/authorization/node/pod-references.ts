/** What pods refer to (k8s.io/kubernetes/pkg/api/v1/pod). */
import type { KubeObject } from '../../api/object.ts';
import { containersOf } from '../../api/pods/containers-of.ts';
import { isMirrorPod } from '../../api/pods/mirror-pod.ts';
import { readContainerReferences, readVolumeReferences } from '../../api/pods/references.ts';
import { type UsedKind, type UseKey, useKey } from './use-key.ts';

type Add = (kind: UsedKind, name: string | undefined) => void;

/** In no order, each once. */
export function podReferences(pod: KubeObject): UseKey[] {
  const { namespace = '' } = pod.metadata;
  // Threat: a node that could create a pod and grant itself what the pod names.
  if (isMirrorPod(pod)) return [];
  const found = new Set<UseKey>();
  const { spec = {} } = pod;
  const add: Add = (kind, name) => {
    if (name) found.add(useKey(kind, namespace, name));
  };
  add('serviceaccount', spec.serviceAccountName);
  for (const { name } of spec.imagePullSecrets ?? []) add('secret', name);
  for (const container of containersOf<any, any, any>(spec)) readContainerReferences(container, add);
  for (const volume of spec.volumes ?? []) readVolume(volume, pod, add);
  readResourceClaims(pod, add);
  return [...found];
}

function readVolume(volume: any, pod: KubeObject, add: Add): void {
  readVolumeReferences(volume, add);
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
