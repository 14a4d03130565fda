/** Keys of objects in storage, as kube-apiserver lays them out. */
import { isPathSegmentName } from '../../api/names.ts';
import { badRequest } from '../../api/status.ts';
import type { Resource } from '../resource.ts';

/** The prefix of a list: the whole resource, or one namespace of it. */
export function collectionPrefix(resource: Resource, namespace: string): string {
  if (!resource.namespaced || namespace === '') return resource.prefix;
  checkSegment('Namespace', namespace);
  return `${resource.prefix}${namespace}/`;
}

/**
 * Threat: a name that is or holds a path (`..`, `a/b`) could reach another resource's keys (CVE-2022-3162).
 * @throws StatusError 400
 */
export function objectKey(resource: Resource, namespace: string, name: string): string {
  checkSegment('Name', name);
  return collectionPrefix(resource, namespace) + name;
}

function checkSegment(what: 'Name' | 'Namespace', value: string): void {
  if (value === '') throw badRequest(`${what} parameter required.`);
  const errors = isPathSegmentName(value);
  if (errors.length > 0) throw badRequest(`${what} parameter invalid: ${JSON.stringify(value)}: ${errors.join(', ')}`);
}
