import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  path,
  required,
  tooLong,
} from '../../api/field.ts';
import { byteLength, inclusiveRangeError, isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1VolumeAttachment, V1VolumeAttachmentSource, V1VolumeError } from '../../schema/generated/types.ts';
import { validateCsiDriverName } from '../core/volumes/csi-source.ts';
import { validateInlineVolumeSpec } from '../core/volumes/volume-spec.ts';
import { defineResource } from '../resource.ts';
import { keepMetadata } from '../status-metadata.ts';
import { validateImmutable, validateName } from '../validation/common.ts';
import { bytesOf } from './parameters.ts';

type VolumeAttachment = V1VolumeAttachment & KubeObject;

const MAX_METADATA_BYTES = 256 * 1024;
const MAX_MESSAGE_BYTES = 1024;
const ONE_SOURCE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
const ATTACHER = path('spec', 'attacher');
const SOURCE = path('spec', 'source');
const VOLUME = SOURCE.child('persistentVolumeName');

/** What holds for those that are stored, too: the rules of new ones are stricter. */
function validateStored(attachment: VolumeAttachment): FieldError[] {
  const { attacher, nodeName = '', source = {} } = attachment.spec ?? {};
  return [
    ...(attacher ? [] : [required(ATTACHER)]),
    ...validateSource(source),
    ...validateName(nodeName, isDns1123Subdomain, path('spec', 'nodeName')),
    ...validateStatus(attachment),
  ];
}

function validate(attachment: VolumeAttachment): FieldError[] {
  const { attacher, source } = attachment.spec ?? {};
  const volume = source?.persistentVolumeName;
  return [
    ...validateStored(attachment),
    ...(attacher ? validateCsiDriverName(attacher, ATTACHER) : []),
    ...(volume === undefined ? [] : validateName(volume, isDns1123Subdomain, VOLUME)),
  ];
}

function validateSource({ inlineVolumeSpec, persistentVolumeName: name }: V1VolumeAttachmentSource): FieldError[] {
  if (inlineVolumeSpec && name !== undefined) return [forbiddenField(SOURCE, ONE_SOURCE)];
  if (inlineVolumeSpec) return validateInlineVolumeSpec(inlineVolumeSpec, SOURCE.child('inlineVolumeSpec'));
  if (name === undefined) return [required(SOURCE, ONE_SOURCE)];
  return name === '' ? [required(VOLUME, 'must specify non empty persistentVolumeName')] : [];
}

function validateStatus({ status }: VolumeAttachment): FieldError[] {
  const metadata = Object.entries(status?.attachmentMetadata ?? {});
  const at = path('status');
  return [
    ...(bytesOf(metadata) > MAX_METADATA_BYTES ? [tooLong(at.child('attachmentMetadata'), MAX_METADATA_BYTES)] : []),
    ...validateError(status?.attachError, at.child('attachError')),
    ...validateError(status?.detachError, at.child('detachError')),
  ];
}

function validateError(error: V1VolumeError | undefined, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (byteLength(error?.message ?? '') > MAX_MESSAGE_BYTES) {
    // Upstream names the limit of the metadata here.
    errors.push(tooLong(at.child('message'), MAX_METADATA_BYTES));
  }
  if (error?.errorCode !== undefined && error.errorCode < 0) {
    errors.push(invalidValue(at.child('errorCode'), error.errorCode, inclusiveRangeError(0, 2 ** 31 - 1)));
  }
  return errors;
}

const validateUpdate = (attachment: VolumeAttachment, old: VolumeAttachment): FieldError[] => [
  ...validateStored(attachment),
  ...validateImmutable(attachment.spec, old.spec, path('spec')),
];

export const volumeAttachments = defineResource<VolumeAttachment>({
  group: 'storage.k8s.io',
  name: 'volumeattachments',
  kind: 'VolumeAttachment',
  namespaced: false,
  returnsDeleted: true,
  strategy: {
    allowUnconditionalUpdate: false,
    prepareForCreate(attachment) {
      attachment.status = { attached: false };
    },
    prepareForUpdate(attachment, old) {
      attachment.status = old.status ?? { attached: false };
    },
    validate,
    validateUpdate,
  },
  status: {
    prepareForUpdate(attachment, old) {
      attachment.spec = old.spec ?? {};
      keepMetadata(attachment, old);
    },
    validateUpdate,
  },
});
