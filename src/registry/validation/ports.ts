/** Rules of network ports. */
import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { isValidPortName, isValidPortNumber } from '../../api/names.ts';
import { validateName } from './common.ts';

export const PORT_PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function validatePortNumber(port: number, path: FieldPath): FieldError[] {
  return isValidPortNumber(port).map((error) => invalidValue(path, port, error));
}

/** A port's number, or the name that a container gives it. */
export function validatePortNumberOrName(port: number | string, path: FieldPath): FieldError[] {
  return typeof port === 'number' ? validatePortNumber(port, path) : validateName(port, isValidPortName, path);
}
