/** What a node may do to pods: show its static ones, report on, delete and evict those that run on it. */
import { goQuote } from '../../../api/go-format.ts';
import type { OwnerReference } from '../../../api/object.ts';
import { isMirrorPod, MIRROR_ANNOTATION } from '../../../api/pods/mirror-pod.ts';
import { notFound } from '../../../api/status.ts';
import type { V1Pod, V1PodStatus } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { apiReference } from './api-reference.ts';
import { existingPod, type NodeRequest, unexpectedOperation } from './node-request.ts';

export function podFault(request: NodeRequest): string | undefined {
  const { subresource, operation } = request.attributes;
  if (subresource === 'status') return statusFault(request);
  if (subresource === 'eviction') return evictionFault(request);
  if (subresource !== '') {
    return `unexpected pod subresource ${goQuote(subresource)}, only 'status' and 'eviction' are allowed`;
  }
  if (operation === 'CREATE') return creationFault(request);
  if (operation === 'DELETE') return deletionFault(request);
  return `${unexpectedOperation(request)}, ${request.node} can only create and delete mirror pods`;
}

function deletionFault(request: NodeRequest): string | undefined {
  const { spec } = existingPod(request, request.attributes.name);
  return spec?.nodeName === request.nodeName
    ? undefined
    : `${request.node} can only delete pods with spec.nodeName set to itself`;
}

function creationFault(request: NodeRequest): string | undefined {
  const { node, nodeName, attributes } = request;
  const pod = attributes.object as V1Pod;
  if (!isMirrorPod(pod)) {
    return `pod does not have ${goQuote(MIRROR_ANNOTATION)} annotation, ${node} can only create mirror pods`;
  }
  if (pod.spec?.nodeName !== nodeName) return `${node} can only create pods with spec.nodeName set to itself`;
  const fault = ownersFault(request, attributes.object!.metadata.ownerReferences ?? []);
  if (fault !== undefined) return fault;
  // Threat (CVE-2025-4563): what a pod names, its node may read.
  const reference = apiReference(pod.spec);
  return reference && `${node} can not create pods that reference ${reference}`;
}

/** Threat: another owner could have the pod deleted, or would be kept from being deleted by it. */
function ownersFault({ node, nodeName, ports }: NodeRequest, owners: readonly OwnerReference[]): string | undefined {
  const [owner] = owners;
  if (owners.length > 1) return `${node} can only create pods with a single owner reference set to itself`;
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== nodeName) {
    return `${node} can only create pods with an owner reference set to itself`;
  }
  if (!owner.controller) return `${node} can only create pods with a controller owner reference set to itself`;
  if (owner.blockOwnerDeletion) return `${node} must not set blockOwnerDeletion on an owner reference`;
  const current = ports.nodes.find('', nodeName);
  if (!current) throw notFound({ group: '', resource: 'node' }, nodeName);
  const { uid } = current.metadata;
  return owner.uid === uid ? undefined : `node ${nodeName} UID mismatch: expected ${owner.uid} got ${uid}`;
}

function statusFault(request: NodeRequest): string | undefined {
  const { node, nodeName, attributes } = request;
  if (attributes.operation !== 'UPDATE') return unexpectedOperation(request);
  const pod = attributes.object as V1Pod;
  const old = attributes.oldObject as V1Pod;
  if (old.spec?.nodeName !== nodeName) {
    return `${node} can only update pod status for pods with spec.nodeName set to itself`;
  }
  if (!deepEqual(pod.metadata?.labels, old.metadata?.labels)) {
    return `${node} cannot update labels through pod status`;
  }
  // Threat: a node that could say which claims a pod has would have them.
  if (!deepEqual(claimNames(pod.status), claimNames(old.status))) return `${node} cannot update resource claim statues`;
  return deepEqual(pod.status?.extendedResourceClaimStatus, old.status?.extendedResourceClaimStatus)
    ? undefined
    : `${node} cannot update extended resource claim status`;
}

function claimNames(status: V1PodStatus = {}): unknown[] {
  return (status.resourceClaimStatuses ?? []).map(({ name, resourceClaimName }) => [name, resourceClaimName]);
}

function evictionFault(request: NodeRequest): string | undefined {
  const { attributes, nodeName } = request;
  if (attributes.operation !== 'CREATE') return `unexpected operation ${attributes.operation}`;
  const { spec } = existingPod(request, attributes.name);
  return spec?.nodeName === nodeName
    ? undefined
    : `node ${nodeName} can only evict pods with spec.nodeName set to itself`;
}
