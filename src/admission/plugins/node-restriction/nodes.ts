/** What a node may do to nodes: write itself, but not what decides which pods come to it. */
import { goQuote } from '../../../api/go-format.ts';
import type { V1Node } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { forbiddenChanges } from './node-labels.ts';
import type { NodeRequest } from './node-request.ts';

export function nodeFault(request: NodeRequest): string | undefined {
  const { attributes, node, nodeName } = request;
  const { name, operation } = attributes;
  if (name !== nodeName) return `${node} is not allowed to modify node ${goQuote(name)}`;
  if (operation === 'CREATE') return creationFault(request);
  return operation === 'UPDATE' ? updateFault(request) : undefined;
}

function creationFault({ attributes, node }: NodeRequest): string | undefined {
  const { spec, metadata } = attributes.object as V1Node;
  if (spec?.configSource) return `${node} is not allowed to create pods with a non-nil configSource`;
  const labels = forbiddenChanges(metadata?.labels);
  return labels.length > 0 ? `${node} is not allowed to set the following labels: ${labels.join(', ')}` : undefined;
}

function updateFault({ attributes, node }: NodeRequest): string | undefined {
  const { spec = {}, metadata = {} } = attributes.object as V1Node;
  const { spec: old = {}, metadata: oldMetadata = {} } = attributes.oldObject as V1Node;
  if (spec.configSource && !deepEqual(spec.configSource, old.configSource)) {
    return `${node} is not allowed to update configSource to a new non-nil configSource`;
  }
  if (!deepEqual(spec.taints, old.taints)) return `${node} is not allowed to modify taints`;
  // Threat (CVE-2025-5187): a node whose owner is gone is collected, and comes back as it likes.
  if (!deepEqual(metadata.ownerReferences, oldMetadata.ownerReferences)) {
    return `${node} is not allowed to modify ownerReferences`;
  }
  const labels = forbiddenChanges(metadata.labels, oldMetadata.labels);
  return labels.length > 0 ? `is not allowed to modify labels: ${labels.join(', ')}` : undefined;
}
