/** What a namespace that ends means for objects that are to come into it. */
import type { KubeObject } from './object.ts';
import { forbidden, type StatusError } from './status.ts';

export function isTerminating({ metadata, status }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined || status?.phase === 'Terminating';
}

/** 403, with the cause by which clients know that trying again is of no use. */
export function namespaceTerminating(
  resource: { readonly group: string; readonly resource: string },
  name: string,
  namespace: string,
): StatusError {
  const because = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const error = forbidden(resource, name, because);
  const message = `namespace ${namespace} is being terminated`;
  error.details!.causes = [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }];
  return error;
}
