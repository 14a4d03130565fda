import type { Resource } from '../resource.ts';
import { csiDrivers } from './csidrivers.ts';
import { csiNodes } from './csinodes.ts';
import { csiStorageCapacities } from './csistoragecapacities.ts';
import { storageClasses } from './storageclasses.ts';
import { volumeAttachments } from './volumeattachments.ts';
import { volumeAttributesClasses } from './volumeattributesclasses.ts';

export const storageResources: readonly Resource[] = [
  csiDrivers,
  csiNodes,
  csiStorageCapacities,
  storageClasses,
  volumeAttachments,
  volumeAttributesClasses,
];
