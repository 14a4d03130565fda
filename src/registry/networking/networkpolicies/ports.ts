import { type FieldError, type FieldPath, invalidValue, notSupported } from '../../../api/field.ts';
import type { V1NetworkPolicyPort } from '../../../schema/generated/types.ts';
import { validatePortNumber, validatePortNumberOrName } from '../../validation/ports.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

export function validatePort(port: V1NetworkPolicyPort, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (port.protocol !== undefined && !PROTOCOLS.includes(port.protocol)) {
    errors.push(notSupported(at.child('protocol'), port.protocol, PROTOCOLS));
  }
  const start = port.port === undefined ? [] : validatePortNumberOrName(port.port, at.child('port'));
  const end = port.endPort === undefined ? [] : validateEndPort(port.endPort, port.port, at.child('endPort'));
  return typeof port.port === 'string' ? [...errors, ...end, ...start] : [...errors, ...start, ...end];
}

/** A range of ports starts at a number. */
function validateEndPort(endPort: number, port: number | string | undefined, at: FieldPath): FieldError[] {
  if (port === undefined) return [invalidValue(at, endPort, 'may not be specified when `port` is not specified')];
  if (typeof port === 'string') return [invalidValue(at, endPort, 'may not be specified when `port` is non-numeric')];
  // Upstream shows the start for the end.
  const order = endPort < port ? [invalidValue(at, port, 'must be greater than or equal to `port`')] : [];
  return [...order, ...validatePortNumber(endPort, at)];
}
