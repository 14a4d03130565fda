/** Whether a pod refers to anything that is stored: those that a node makes up may not. */
import { goQuote } from '../../../api/go-format.ts';
import { containersOf } from '../../../api/pods/containers-of.ts';
import {
  type AddReference,
  type ReferencedKind,
  readContainerReferences,
  readVolumeReferences,
} from '../../../api/pods/references.ts';
import type { V1PodSpec, V1Volume } from '../../../schema/generated/types.ts';

/** Volumes and projected sources that refer to something, with what. */
const REFERRING: ReadonlyMap<string, string> = new Map([
  ['configMap', 'configmaps (via configmap volumes)'],
  ['secret', 'secrets (via secret volumes)'],
  ['csi', 'csidrivers (via CSI volumes)'],
  ['glusterfs', 'endpoints (via glusterFS volumes)'],
  ['persistentVolumeClaim', 'persistentvolumeclaims'],
  ['ephemeral', 'persistentvolumeclaims (via ephemeral volumes)'],
  ['azureFile', 'secrets (via azureFile volumes)'],
]);
const REFERRING_PROJECTIONS: ReadonlyMap<string, string> = new Map([
  ['configMap', 'configmaps (via projected volumes)'],
  ['secret', 'secrets (via projected volumes)'],
  ['serviceAccountToken', 'serviceaccounts (via projected volumes)'],
  ['clusterTrustBundle', 'clustertrustbundles'],
  ['podCertificate', 'podcertificates'],
]);
const SELF_CONTAINED: ReadonlySet<string> = new Set(
  'awsElasticBlockStore azureDisk cephfs cinder downwardAPI emptyDir fc flexVolume flocker gcePersistentDisk gitRepo hostPath image iscsi nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume'.split(
    ' ',
  ),
);

/** @returns the resource, as upstream's messages name it */
export function apiReference(spec: V1PodSpec): string | undefined {
  if (spec.serviceAccountName) return 'serviceaccounts';
  const kinds = referencedKinds(spec);
  if (kinds.has('secret')) return 'secrets';
  if (kinds.has('configmap')) return 'configmaps';
  if ((spec.resourceClaims ?? []).length > 0) return 'resourceclaims';
  for (const volume of spec.volumes ?? []) {
    const reference = ofVolume(volume);
    if (reference) return reference;
  }
  return undefined;
}

/** CVE-2023-2727, CVE-2024-3177: containers of every kind, env, envFrom and volumes. */
function referencedKinds(spec: V1PodSpec): Set<ReferencedKind> {
  const kinds = new Set<ReferencedKind>();
  const add: AddReference = (kind, name) => {
    if (name) kinds.add(kind);
  };
  for (const { name } of spec.imagePullSecrets ?? []) add('secret', name);
  for (const container of containersOf<any, any, any>(spec)) readContainerReferences(container, add);
  for (const volume of spec.volumes ?? []) readVolumeReferences(volume, add);
  return kinds;
}

/** Sources that are not known are taken to refer to something. */
function ofVolume({ name = '', ...source }: V1Volume): string | undefined {
  const [kind = ''] = Object.keys(source);
  if (kind === 'projected') {
    const kinds = (source.projected!.sources ?? []).map((each) => Object.keys(each)[0] ?? '');
    const bad = kinds.find((each) => each !== 'downwardAPI');
    return bad === undefined ? undefined : (REFERRING_PROJECTIONS.get(bad) ?? `unknown sources of ${goQuote(name)}`);
  }
  if (SELF_CONTAINED.has(kind)) return undefined;
  return REFERRING.get(kind) ?? `unknown sources of ${goQuote(name)}`;
}
