import type { V1Volume } from '../../../../schema/generated/types.ts';
import type { Check, CheckPod } from './check.ts';
import { plural, quoted, sorted } from './words.ts';

export const ALLOWED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
] as const satisfies readonly (keyof V1Volume)[];

/** In the order in which a volume that has several is named. */
const RESTRICTED = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
  'photonPersistentDisk',
] as const satisfies readonly (keyof V1Volume)[];

const mustBeOfThePod: CheckPod = ({ spec }) => {
  const volumes = (spec.volumes ?? []).filter((volume) => !ALLOWED_VOLUMES.some((source) => volume[source]));
  if (volumes.length === 0) return;
  const types = sorted(volumes.map(typeOf));
  const names = volumes.map(({ name }) => name ?? '');
  const uses = plural(names.length, 'uses', 'use');
  const what = plural(types.length, 'restricted volume type');
  return {
    reason: 'restricted volume types',
    detail: `${plural(names.length, 'volume')} ${quoted(names)} ${uses} ${what} ${quoted(types)}`,
  };
};

function typeOf(volume: V1Volume): string {
  return RESTRICTED.find((source) => volume[source]) ?? 'unknown';
}

export const restrictedVolumes: Check = {
  id: 'restrictedVolumes',
  level: 'restricted',
  versions: [{ since: 0, check: mustBeOfThePod, overrides: ['hostPathVolumes'] }],
};
