import { type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import { isDns1123Label, isValidPortName } from '../../../api/names.ts';
import type { V1IngressBackend, V1IngressServiceBackend } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { validatePortNumber } from '../../validation/ports.ts';
import { validateTypedReference } from '../references.ts';

/** Where a request goes: exactly one of a service's port and an object of the controller's own kind. */
export function validateBackend(backend: V1IngressBackend, at: FieldPath): FieldError[] {
  const { resource, service } = backend;
  if (resource && service) return [invalidValue(at, '', 'cannot set both resource and service backends')];
  if (resource) return validateTypedReference(resource, at.child('resource'));
  if (service) return validateService(service, at);
  return [invalidValue(at, '', 'resource or service backend is required')];
}

function validateService(service: V1IngressServiceBackend, at: FieldPath): FieldError[] {
  const nameAt = at.child('service', 'name');
  const errors = service.name ? validateName(service.name, isDns1123Label, nameAt) : [required(nameAt)];
  return [...errors, ...validatePort(service, at)];
}

function validatePort({ port }: V1IngressServiceBackend, at: FieldPath): FieldError[] {
  const portAt = at.child('service', 'port');
  if (port?.name && port.number) return [invalidValue(at, '', 'cannot set both port name & port number')];
  if (port?.name) return validateName(port.name, isValidPortName, portAt.child('name'));
  if (port?.number) return validatePortNumber(port.number, portAt.child('number'));
  return [required(at, 'port name or number is required')];
}
