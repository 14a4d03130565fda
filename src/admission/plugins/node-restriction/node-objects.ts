/** Objects that a node has of its own: a lease, a CSINode and resource slices. */
import { goQuote } from '../../../api/go-format.ts';
import type { NodeRequest } from './node-request.ts';

const LEASES = 'kube-node-lease';

export function leaseFault({ attributes, nodeName }: NodeRequest): string | undefined {
  if (attributes.namespace !== LEASES) return `can only access leases in the ${goQuote(LEASES)} system namespace`;
  if (attributes.name === nodeName) return undefined;
  return 'can only access node lease with the same name as the requesting node';
}

export function csiNodeFault({ attributes, nodeName }: NodeRequest): string | undefined {
  if (attributes.name === nodeName) return undefined;
  return 'can only access CSINode with the same name as the requesting node';
}

/** Updates are judged by the Node authorizer; it knows neither what is made nor each of those that are deleted together. */
export function resourceSliceFault({ attributes, nodeName }: NodeRequest): string | undefined {
  const { operation, object, oldObject } = attributes;
  if (operation !== 'CREATE' && operation !== 'DELETE') return undefined;
  const slice = operation === 'CREATE' ? object : oldObject;
  if (slice?.spec?.nodeName === nodeName) return undefined;
  return `can only ${operation.toLowerCase()} ResourceSlice with the same NodeName as the requesting node`;
}
