import { forbidden, type StatusError } from '../api/status.ts';
import type { AdmissionAttributes } from './admission.ts';

/** `concerns(attributes, '', 'pods')`: the resource itself; with further words, these subresources of it alone. */
export function concerns(
  { resource, subresource }: AdmissionAttributes,
  group: string,
  name: string,
  subresources: readonly string[] = [''],
): boolean {
  return resource.resource === name && resource.group === group && subresources.includes(subresource);
}

/** Namespaces are requested as if they stood in themselves. */
export function isNamespace({ resource }: AdmissionAttributes): boolean {
  return resource.group === '' && resource.resource === 'namespaces';
}

/** `pods "x" is forbidden: …`; of an object whose name is not generated yet, the prefix. */
export function refuse({ resource, name, object }: AdmissionAttributes, why: string): StatusError {
  return forbidden(resource, name || object?.metadata.generateName || 'Unknown', why);
}
