import { path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1Node, V1NodeSpec } from '../../../schema/generated/types.ts';
import { defineResource } from '../../resource.ts';
import { cidrWarnings } from '../../validation/ip.ts';
import { validateNode, validateNodeUpdate } from './validation.ts';

type Node = V1Node & KubeObject;

function setDefaults(node: Node): void {
  node.spec ??= {};
  syncPodCidrs(node.spec);
  const { status } = node;
  if (status?.capacity && !status.allocatable) status.allocatable = { ...status.capacity };
}

/** The singular field is the first of the plural one; where they differ, the singular wins. */
function syncPodCidrs(spec: V1NodeSpec): void {
  if (spec.podCIDR && spec.podCIDR !== spec.podCIDRs?.[0]) spec.podCIDRs = [spec.podCIDR];
  else if (spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0];
}

/** Kubelets have not read their configuration from the API since v1.24. */
function dropDynamicConfig(node: Node, old: Node | undefined): void {
  if (!old?.spec?.configSource) delete node.spec?.configSource;
  if (!old?.status?.config) delete node.status?.config;
}

function warnings(node: Node): string[] {
  const at = path('spec');
  const cidrs = node.spec?.podCIDRs ?? [];
  const found = cidrs.flatMap((cidr, position) => cidrWarnings(cidr, at.child('podCIDRs').index(position)));
  if (!node.spec?.externalID) return found;
  return [`${at.child('externalID')}: this field is deprecated, and is unused by Kubernetes`, ...found];
}

export const nodes = defineResource<Node>({
  name: 'nodes',
  kind: 'Node',
  namespaced: false,
  shortNames: ['no'],
  prefix: '/registry/minions/',
  strategy: {
    defaults: setDefaults,
    // A kubelet registers itself with its status: create keeps it.
    prepareForCreate: (node) => dropDynamicConfig(node, undefined),
    prepareForUpdate(node, old) {
      node.status = old.status;
      dropDynamicConfig(node, old);
    },
    validate: validateNode,
    validateUpdate: (node, old) => [...validateNode(node), ...validateNodeUpdate(node, old)],
    warnings,
  },
  status: {
    prepareForUpdate(node, old) {
      node.spec = old.spec;
      dropDynamicConfig(node, old);
    },
    validateUpdate: validateNodeUpdate,
  },
  connectSubresources: {
    proxy: { kind: 'NodeProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
  },
  selectableFields: { 'spec.unschedulable': (node) => String(node.spec?.unschedulable ?? false) },
});
