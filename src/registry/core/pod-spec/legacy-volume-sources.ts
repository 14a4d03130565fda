/** Volumes of storage systems, most of them handed over to CSI drivers long ago. */
import { type FieldError, type FieldPath, invalidValue, notSupported, required, tooLong } from '../../../api/field.ts';
import { inclusiveRangeError, isDns1123Subdomain } from '../../../api/names.ts';
import type {
  V1AWSElasticBlockStoreVolumeSource,
  V1AzureDiskVolumeSource,
  V1CinderVolumeSource,
  V1CSIVolumeSource,
  V1FCVolumeSource,
  V1FlexVolumeSource,
  V1FlockerVolumeSource,
  V1GCEPersistentDiskVolumeSource,
  V1ISCSIVolumeSource,
  V1LocalObjectReference,
  V1NFSVolumeSource,
  V1QuobyteVolumeSource,
  V1StorageOSVolumeSource,
} from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { inRange, optionalLabel, requiredLabel, requireValue, supported } from './rules.ts';

function validatePartition(partition: number | undefined, at: FieldPath): FieldError[] {
  const value = partition ?? 0;
  return value >= 0 && value <= 255 ? [] : [invalidValue(at, value, inclusiveRangeError(1, 255))];
}

export function validateGcePersistentDisk(source: V1GCEPersistentDiskVolumeSource, at: FieldPath): FieldError[] {
  return [
    ...requireValue(source.pdName, at.child('pdName')),
    ...validatePartition(source.partition, at.child('partition')),
  ];
}

export function validateAwsElasticBlockStore(source: V1AWSElasticBlockStoreVolumeSource, at: FieldPath): FieldError[] {
  return [
    ...requireValue(source.volumeID, at.child('volumeID')),
    ...validatePartition(source.partition, at.child('partition')),
  ];
}

export function validateNfs(source: V1NFSVolumeSource, at: FieldPath): FieldError[] {
  const path = source.path ?? '';
  const errors = [...requireValue(source.server, at.child('server')), ...requireValue(path, at.child('path'))];
  if (!path.startsWith('/')) errors.push(invalidValue(at.child('path'), path, 'must be an absolute path'));
  return errors;
}

const ISCSI_NAMES = new Map([
  ['iqn', /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9.-]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[a-zA-Z0-9]{16}$/],
  ['naa', /^naa.[a-zA-Z0-9]{32}$/],
]);
const MAX_ISCSI_TARGET = 64;

type IscsiSession = Omit<V1ISCSIVolumeSource, 'secretRef'> & { secretRef?: object };

/** Of a pod's volume: what is wrong with its name is told at the volume. */
export function validateIscsi(
  source: V1ISCSIVolumeSource,
  at: FieldPath,
  volumeName: string,
  volumeAt: FieldPath,
): FieldError[] {
  return [
    ...requireValue(source.targetPortal, at.child('targetPortal')),
    ...validateIscsiSession(source, at),
    ...validateIscsiLength(source, volumeName, volumeAt.child('name'), volumeName),
  ];
}

/** How the target is reached and by whom. */
export function validateIscsiSession(source: IscsiSession, at: FieldPath): FieldError[] {
  const errors = [
    ...(source.iqn ? validateIscsiName(source.iqn, at.child('iqn')) : [required(at.child('iqn'))]),
    ...inRange(source.lun, 0, 255, at.child('lun')),
  ];
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) {
    errors.push(required(at.child('secretRef')));
  }
  if (source.initiatorName === undefined) return errors;
  return [...errors, ...validateIscsiName(source.initiatorName, at.child('initiatorname'))];
}

/** @param shown the value that the message shows */
export function validateIscsiLength(source: IscsiSession, volume: string, at: FieldPath, shown: string): FieldError[] {
  const length = `${volume}:${source.targetPortal ?? ''}`.length;
  if (source.initiatorName === undefined || length <= MAX_ISCSI_TARGET) return [];
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  return [invalidValue(at, shown, detail)];
}

function validateIscsiName(name: string, at: FieldPath): FieldError[] {
  const pattern = ISCSI_NAMES.get(name.slice(0, 3));
  if (!pattern) return [invalidValue(at, name, 'must be valid format starting with iqn, eui, or naa')];
  return name.length <= 4096 && pattern.test(name) ? [] : [invalidValue(at, name, 'must be valid format')];
}

export function validateFlocker(source: V1FlockerVolumeSource, at: FieldPath): FieldError[] {
  const { datasetName: name = '', datasetUUID: uuid = '' } = source;
  const errors: FieldError[] = [];
  if (!name && !uuid) errors.push(required(at, 'one of datasetName and datasetUUID is required'));
  if (name && uuid) {
    errors.push(invalidValue(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  }
  if (name.includes('/')) errors.push(invalidValue(at.child('datasetName'), name, "must not contain '/'"));
  return errors;
}

export function validateCinder(source: V1CinderVolumeSource, at: FieldPath): FieldError[] {
  return [...requireValue(source.volumeID, at.child('volumeID')), ...validateSecretRef(source.secretRef, at)];
}

function validateSecretRef(ref: V1LocalObjectReference | undefined, at: FieldPath): FieldError[] {
  return ref ? requireValue(ref.name, at.child('secretRef', 'name')) : [];
}

export function validateQuobyte(source: V1QuobyteVolumeSource, at: FieldPath): FieldError[] {
  return [...validateQuobyteRegistry(source, at), ...requireValue(source.volume, at.child('volume'))];
}

function validateQuobyteRegistry({ registry, tenant = '' }: V1QuobyteVolumeSource, at: FieldPath): FieldError[] {
  const registryAt = at.child('registry');
  const detail = 'must be a host:port pair or multiple pairs separated by commas';
  if (!registry) return [required(registryAt, detail)];
  if (tenant.length > 64) {
    return [required(at.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters')];
  }
  const wrong = registry.split(',').filter((pair) => !/^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair));
  return wrong.map(() => invalidValue(registryAt, registry, detail));
}

export function validateFibreChannel(source: V1FCVolumeSource, at: FieldPath): FieldError[] {
  const names = source.targetWWNs ?? [];
  const namesAt = at.child('targetWWNs');
  const errors: FieldError[] = [];
  if (names.length === 0 && !source.wwids?.length) {
    errors.push(required(namesAt, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (names.length > 0 && source.wwids?.length) {
    errors.push(invalidValue(namesAt, names, 'targetWWNs and wwids can not be specified simultaneously'));
  }
  if (names.length === 0) return errors;
  if (source.lun === undefined) {
    return [...errors, required(at.child('lun'), 'lun is required if targetWWNs is specified')];
  }
  return [...errors, ...inRange(source.lun, 0, 255, at.child('lun'))];
}

export function validateFlexVolume(source: V1FlexVolumeSource, at: FieldPath): FieldError[] {
  const reserved = Object.keys(source.options ?? {}).filter((key) => {
    const domain = `.${key.split('/', 2).length === 2 ? key.slice(0, key.indexOf('/')) : key}`.toLowerCase();
    return domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io');
  });
  return [
    ...requireValue(source.driver, at.child('driver')),
    ...reserved.map((key) =>
      invalidValue(at.child('options').key(key), key, 'kubernetes.io and k8s.io namespaces are reserved'),
    ),
  ];
}

const AZURE_MANAGED_URI =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const AZURE_BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export function validateAzureDisk(source: V1AzureDiskVolumeSource, at: FieldPath): FieldError[] {
  const uri = source.diskURI ?? '';
  return [
    ...requireValue(source.diskName, at.child('diskName')),
    ...requireValue(uri, at.child('diskURI')),
    ...supported(source.cachingMode, ['None', 'ReadOnly', 'ReadWrite'], at.child('cachingMode')),
    ...supported(source.kind, ['Dedicated', 'Managed', 'Shared'], at.child('kind')),
    ...validateDiskUri(source.kind, uri, at.child('diskURI')),
  ];
}

function validateDiskUri(kind: string | undefined, uri: string, at: FieldPath): FieldError[] {
  if (kind === undefined) return [];
  const [prefix, form] = kind === 'Managed' ? ['/subscriptions/', AZURE_MANAGED_URI] : ['https://', AZURE_BLOB_URI];
  return uri.startsWith(prefix) ? [] : [notSupported(at, uri, [form])];
}

export function validateStorageOs(source: V1StorageOSVolumeSource, at: FieldPath): FieldError[] {
  return [
    ...requiredLabel(source.volumeName, at.child('volumeName')),
    ...optionalLabel(source.volumeNamespace, at.child('volumeNamespace')),
    ...validateSecretRef(source.secretRef, at),
  ];
}

const MAX_DRIVER_NAME = 63;

export function validateCsi(source: V1CSIVolumeSource, at: FieldPath): FieldError[] {
  const secret = source.nodePublishSecretRef;
  return [
    ...validateCsiDriverName(source.driver, at.child('driver')),
    ...(secret ? validatePublishSecret(secret.name, at) : []),
  ];
}

export function validateCsiDriverName(driver: string | undefined, at: FieldPath): FieldError[] {
  if (!driver) return [required(at)];
  const errors = driver.length > MAX_DRIVER_NAME ? [tooLong(at, MAX_DRIVER_NAME)] : [];
  return [...errors, ...isDns1123Subdomain(driver.toLowerCase()).map((error) => invalidValue(at, driver, error))];
}

function validatePublishSecret(name: string | undefined, at: FieldPath): FieldError[] {
  if (!name) return [required(at.child('nodePublishSecretRef', 'name'))];
  return validateName(name, isDns1123Subdomain, at.child('name'));
}
