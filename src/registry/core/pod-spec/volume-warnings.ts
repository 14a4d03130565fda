import type { FieldPath } from '../../../api/field.ts';
import { goQuote } from '../../../api/go-format.ts';
import { Quantity } from '../../../api/quantity.ts';
import type { V1PodSpec, V1Volume } from '../../../schema/generated/types.ts';
import { pathOverlapWarnings } from './path-overlap-warnings.ts';
import type { VolumeSourceName } from './volume-sources.ts';

const DEPRECATED = new Map<VolumeSourceName, string>([
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]);

/** @param specAt the path of the spec */
export function volumeWarnings(spec: V1PodSpec, specAt: FieldPath): string[] {
  const volumes = spec.volumes ?? [];
  const at = specAt.child('volumes');
  return [
    ...volumes.flatMap((volume, position) => sourceWarnings(volume, at.index(position))),
    ...pathOverlapWarnings(volumes),
  ];
}

function sourceWarnings(volume: V1Volume, at: FieldPath): string[] {
  const deprecated = [...DEPRECATED]
    .filter(([name]) => volume[name])
    .map(([name, text]) => `${at.child(name === 'storageos' ? 'storageOS' : name)}: ${text}`);
  const storage = volume.ephemeral?.volumeClaimTemplate?.spec?.resources?.requests?.storage;
  if (storage === undefined || Quantity.parse(storage).milliValue() % 1000n === 0n) return deprecated;
  const storageAt = at.child('ephemeral', 'volumeClaimTemplate', 'spec', 'resources', 'requests').key('storage');
  return [...deprecated, `${storageAt}: fractional byte value ${goQuote(storage)} is invalid, must be an integer`];
}
