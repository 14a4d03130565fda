import { type FieldError, type FieldPath, invalidValue, notSupported, path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1NetworkPolicy, V1NetworkPolicyPort, V1NetworkPolicySpec } from '../../../schema/generated/types.ts';
import { validateLabelSelector } from '../../validation/label-selector.ts';
import { blocksOf, peersOf, validatePeer } from './peers.ts';
import { validatePort } from './ports.ts';

type NetworkPolicy = V1NetworkPolicy & KubeObject;

const SPEC = path('spec');
const TYPES = ['Ingress', 'Egress'];

export function validateNetworkPolicy(policy: NetworkPolicy): FieldError[] {
  return validateSpec(policy.spec ?? {}, new Set());
}

export function validateNetworkPolicyUpdate(policy: NetworkPolicy, old: NetworkPolicy): FieldError[] {
  const kept = blocksOf(old.spec ?? {}).flatMap(({ block }) => [block.cidr ?? '', ...(block.except ?? [])]);
  return validateSpec(policy.spec ?? {}, new Set(kept));
}

function validateSpec(spec: V1NetworkPolicySpec, kept: ReadonlySet<string>): FieldError[] {
  return [
    ...validateLabelSelector(spec.podSelector, SPEC.child('podSelector')),
    ...portsOf(spec).flatMap(({ port, at }) => validatePort(port, at)),
    ...peersOf(spec).flatMap(({ peer, at }) => validatePeer(peer, kept, at)),
    ...validateTypes(spec.policyTypes ?? []),
  ];
}

function portsOf(spec: V1NetworkPolicySpec): { port: V1NetworkPolicyPort; at: FieldPath }[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    (spec[direction] ?? []).flatMap((rule, i) =>
      (rule.ports ?? []).map((port, j) => ({ port, at: SPEC.child(direction).index(i).child('ports').index(j) })),
    ),
  );
}

function validateTypes(types: readonly string[]): FieldError[] {
  const at = SPEC.child('policyTypes');
  if (types.length > TYPES.length) {
    return [invalidValue(at, types, 'may not specify more than two policyTypes')];
  }
  return types.flatMap((type, position) =>
    TYPES.includes(type) ? [] : [notSupported(at.index(position), type, TYPES)],
  );
}
