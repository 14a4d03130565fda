/** Amounts of storage and the names of classes, as volumes and claims hold them. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, notSupported } from '../../../api/field.ts';
import { isDns1123Subdomain } from '../../../api/names.ts';
import { Quantity } from '../../../api/quantity.ts';
import { NOT_NEGATIVE, validateName } from '../../validation/common.ts';

export const VOLUME_MODES: readonly string[] = ['Block', 'Filesystem'];

const ACCESS_MODES: readonly string[] = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const SINGLE_POD = 'ReadWriteOncePod';

export function validateAccessModes(modes: readonly string[], path: FieldPath): FieldError[] {
  const errors = modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => notSupported(path, mode, ACCESS_MODES));
  const mixed = modes.includes(SINGLE_POD) && modes.some((mode) => mode !== SINGLE_POD && ACCESS_MODES.includes(mode));
  return mixed ? [...errors, forbiddenField(path, `may not use ${SINGLE_POD} with other access modes`)] : errors;
}

export function validateNonnegativeQuantity(quantity: string, path: FieldPath): FieldError[] {
  return Quantity.parse(quantity).sign() < 0 ? [invalidValue(path, quantity, NOT_NEGATIVE)] : [];
}

/** An amount that is there: not less than nothing. */
export function validateBasicResource(quantity: string, path: FieldPath): FieldError[] {
  const amount = Quantity.parse(quantity).value();
  return amount < 0n ? [invalidValue(path, amount, 'must be a valid resource quantity')] : [];
}

export function validatePositiveQuantity(quantity: string, path: FieldPath): FieldError[] {
  return Quantity.parse(quantity).sign() <= 0 ? [invalidValue(path, quantity, 'must be greater than zero')] : [];
}

/** The name of a StorageClass or VolumeAttributesClass; absent and empty pass. */
export function validateClassName(name: string | undefined, path: FieldPath): FieldError[] {
  return name ? validateName(name, isDns1123Subdomain, path) : [];
}
