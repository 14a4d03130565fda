import { type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import { inclusiveRangeError } from '../../../api/names.ts';
import type { V1ISCSIPersistentVolumeSource } from '../../../schema/generated/types.ts';

const NAME_FORMATS: ReadonlyMap<string, RegExp> = new Map([
  ['iqn', /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[a-zA-Z0-9]{16}$/],
  ['naa', /^naa.[a-zA-Z0-9]{32}$/],
]);
const MAX_NAME = 223;

export function validateIscsi(source: V1ISCSIPersistentVolumeSource, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!source.targetPortal) errors.push(required(path.child('targetPortal')));
  if (!source.iqn) errors.push(required(path.child('iqn')));
  else
    errors.push(
      ...validateNodeName(source.iqn, path.child('iqn'), 'must be valid format starting with iqn, eui, or naa'),
    );
  const lun = source.lun ?? 0;
  if (lun < 0 || lun > 255) errors.push(invalidValue(path.child('lun'), lun, inclusiveRangeError(0, 255)));
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) {
    errors.push(required(path.child('secretRef')));
  }
  if (source.secretRef && !source.secretRef.name) errors.push(required(path.child('secretRef', 'name')));
  if (source.initiatorName) {
    const at = path.child('initiatorName');
    errors.push(...validateNodeName(source.initiatorName, at, 'must be valid format'));
  }
  return errors;
}

/** RFC 3720's names of iSCSI nodes. */
function validateNodeName(name: string, path: FieldPath, unknown: string): FieldError[] {
  const format = NAME_FORMATS.get(name.slice(0, 3));
  if (!format) return [invalidValue(path, name, unknown)];
  return name.length <= MAX_NAME && format.test(name) ? [] : [invalidValue(path, name, 'must be valid format')];
}
