import { qualifiedName } from '../api/object.ts';
import { forbidden, type StatusError } from '../api/status.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';

/** `concerns(attributes, '', 'pods')`: the resource itself; with further words, these subresources of it alone. */
export function concerns(
  { resource, subresource }: AdmissionAttributes,
  group: string,
  name: string,
  subresources: readonly string[] = [''],
): boolean {
  return resource.resource === name && resource.group === group && subresources.includes(subresource);
}

/** Whether the plugin may change an object of this resource. */
export function mayMutate({ mutates }: AdmissionPlugin, { resource }: AdmissionAttributes): boolean {
  return mutates === undefined || mutates.includes(qualifiedName(resource.group, resource.resource));
}

/** Namespaces are requested as if they stood in themselves. */
export function isNamespace({ resource }: AdmissionAttributes): boolean {
  return resource.group === '' && resource.resource === 'namespaces';
}

/** How refusals name the object: by the prefix where its name is not generated yet. */
export function nameOf({ name, object }: AdmissionAttributes): string {
  return name || object?.metadata.generateName || 'Unknown';
}

/** `pods "x" is forbidden: …` */
export function refuse(attributes: AdmissionAttributes, why: string): StatusError {
  return forbidden(attributes.resource, nameOf(attributes), why);
}
