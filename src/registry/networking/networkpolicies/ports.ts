import { type FieldError, type FieldPath, invalidValue, notSupported } from '../../../api/field.ts';
import type { V1NetworkPolicyPort } from '../../../schema/generated/types.ts';
import { validatePortNumber, validatePortNumberOrName } from '../../validation/ports.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

export function validatePort(port: V1NetworkPolicyPort, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (port.protocol !== undefined && !PROTOCOLS.includes(port.protocol)) {
    errors.push(notSupported(at.child('protocol'), port.protocol, PROTOCOLS));
  }
  if (port.port !== undefined) errors.push(...validatePortNumberOrName(port.port, at.child('port')));
  return port.endPort === undefined
    ? errors
    : [...errors, ...validateEndPort(port.endPort, port.port, at.child('endPort'))];
}

/** A range of ports starts at a number. */
function validateEndPort(endPort: number, port: number | string | undefined, at: FieldPath): FieldError[] {
  if (port === undefined) return [invalidValue(at, endPort, 'may not be specified when `port` is not specified')];
  if (typeof port === 'string') return [invalidValue(at, endPort, 'may not be specified when `port` is non-numeric')];
  const order = endPort < port ? [invalidValue(at, endPort, 'must be greater than or equal to `port`')] : [];
  return [...order, ...validatePortNumber(endPort, at)];
}
