/** What a node may do to claims: report on their size. */
import type { KubeObject } from '../../../api/object.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { type NodeRequest, unexpectedOperation } from './node-request.ts';

const REPORTED = ['capacity', 'conditions', 'allocatedResources', 'allocatedResourceStatuses'];

export function claimFault(request: NodeRequest): string | undefined {
  const { subresource, operation, object, oldObject } = request.attributes;
  if (subresource !== 'status') return 'may only update PVC status';
  if (operation !== 'UPDATE') return unexpectedOperation(request);
  if (deepEqual(withoutReport(object!), withoutReport(oldObject!))) return undefined;
  return `${request.node} is not allowed to update fields other than status.quantity and status.conditions`;
}

function withoutReport({ metadata, status = {}, ...claim }: KubeObject): unknown {
  const { resourceVersion: _version, managedFields: _fields, ...kept } = metadata;
  const rest = Object.entries(status).filter(([field]) => !REPORTED.includes(field));
  return { ...claim, metadata: kept, status: Object.fromEntries(rest) };
}
