/** What persistent volumes refer to (k8s.io/kubernetes/pkg/api/v1/persistentvolume). */
import type { KubeObject } from '../../api/object.ts';
import { type UseKey, useKey } from './use-key.ts';

type Named = { readonly name?: string; readonly namespace?: string } | undefined;

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
