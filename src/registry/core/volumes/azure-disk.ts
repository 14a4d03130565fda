import { type FieldError, type FieldPath, notSupported, required } from '../../../api/field.ts';
import type { V1AzureDiskVolumeSource } from '../../../schema/generated/types.ts';

const CACHING_MODES = ['None', 'ReadOnly', 'ReadWrite'];
const KINDS = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_URI = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export function validateAzureDisk(disk: V1AzureDiskVolumeSource, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { cachingMode, diskName, diskURI = '', kind } = disk;
  if (!diskName) errors.push(required(path.child('diskName')));
  if (diskURI === '') errors.push(required(path.child('diskURI')));
  if (cachingMode !== undefined && !CACHING_MODES.includes(cachingMode)) {
    errors.push(notSupported(path.child('cachingMode'), cachingMode, CACHING_MODES));
  }
  if (kind !== undefined && !KINDS.includes(kind)) errors.push(notSupported(path.child('kind'), kind, KINDS));
  return [...errors, ...validateUri(diskURI, kind === 'Managed', path.child('diskURI'))];
}

function validateUri(uri: string, managed: boolean, path: FieldPath): FieldError[] {
  if (managed) return uri.startsWith('/subscriptions/') ? [] : [notSupported(path, uri, [MANAGED_URI])];
  return uri.startsWith('https://') ? [] : [notSupported(path, uri, [BLOB_URI])];
}
