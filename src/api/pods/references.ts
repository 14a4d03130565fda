/** The objects that the containers and volumes of a pod name (k8s.io/kubernetes/pkg/api/v1/pod). */

export type ReferencedKind = 'configmap' | 'persistentvolumeclaim' | 'secret';

/** Told of every name, empty and absent ones too. */
export type AddReference = (kind: ReferencedKind, name: string | undefined) => void;

type Read = (source: any, add: AddReference) => void;

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

function readProjected({ sources }: any, add: AddReference): void {
  for (const { secret, configMap } of sources ?? []) {
    add('secret', secret?.name);
    add('configmap', configMap?.name);
  }
}

/** @param container of any list */
export function readContainerReferences({ env, envFrom }: any, add: AddReference): void {
  for (const { secretRef, configMapRef } of envFrom ?? []) {
    add('secret', secretRef?.name);
    add('configmap', configMapRef?.name);
  }
  for (const { valueFrom } of env ?? []) {
    add('secret', valueFrom?.secretKeyRef?.name);
    add('configmap', valueFrom?.configMapKeyRef?.name);
  }
}

/** Claims that are made for the pod are not told: their names follow from the pod's. */
export function readVolumeReferences(volume: any, add: AddReference): void {
  // Its few fields are looked up, rather than the many kinds of volumes tried.
  for (const source in volume) VOLUME_SOURCES.get(source)?.(volume[source], add);
}
