import type { KubeObject } from '../../../api/object.ts';
import type { V1NetworkPolicy } from '../../../schema/generated/types.ts';
import { defineResource } from '../../resource.ts';
import { cidrWarnings } from '../../validation/ip.ts';
import { blocksOf } from './rules.ts';
import { validateNetworkPolicy, validateNetworkPolicyUpdate } from './validation.ts';

type NetworkPolicy = V1NetworkPolicy & KubeObject;

function setDefaults(policy: NetworkPolicy): void {
  policy.spec ??= {};
  const { spec } = policy;
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
    for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
  }
  if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

function warnings(policy: NetworkPolicy): string[] {
  return blocksOf(policy.spec ?? {}).flatMap(({ value: block, at }) => [
    ...cidrWarnings(block.cidr ?? '', at.child('cidr')),
    ...(block.except ?? []).flatMap((cidr, position) => cidrWarnings(cidr, at.child('except').index(position))),
  ]);
}

export const networkPolicies = defineResource<NetworkPolicy>({
  group: 'networking.k8s.io',
  name: 'networkpolicies',
  kind: 'NetworkPolicy',
  namespaced: true,
  shortNames: ['netpol'],
  strategy: {
    defaults: setDefaults,
    validate: validateNetworkPolicy,
    validateUpdate: validateNetworkPolicyUpdate,
    warnings,
    tracksGeneration: true,
  },
});
