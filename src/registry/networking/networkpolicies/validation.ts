import { type FieldError, invalidValue, notSupported, path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1NetworkPolicy, V1NetworkPolicySpec } from '../../../schema/generated/types.ts';
import { validateLabelSelector } from '../../validation/label-selector.ts';
import { validatePeer } from './peers.ts';
import { validatePort } from './ports.ts';
import { blocksOf, rulesOf } from './rules.ts';

type NetworkPolicy = V1NetworkPolicy & KubeObject;

const SPEC = path('spec');
const TYPES = ['Ingress', 'Egress'];

export function validateNetworkPolicy(policy: NetworkPolicy): FieldError[] {
  return validateSpec(policy.spec ?? {}, new Set());
}

export function validateNetworkPolicyUpdate(policy: NetworkPolicy, old: NetworkPolicy): FieldError[] {
  const kept = blocksOf(old.spec ?? {}).flatMap(({ value: block }) => [block.cidr ?? '', ...(block.except ?? [])]);
  return validateSpec(policy.spec ?? {}, new Set(kept));
}

function validateSpec(spec: V1NetworkPolicySpec, kept: ReadonlySet<string>): FieldError[] {
  return [
    ...validateLabelSelector(spec.podSelector, SPEC.child('podSelector')),
    ...rulesOf(spec).flatMap(({ ports, peers }) => [
      ...ports.flatMap(({ value, at }) => validatePort(value, at)),
      ...peers.flatMap(({ value, at }) => validatePeer(value, kept, at)),
    ]),
    ...validateTypes(spec.policyTypes ?? []),
  ];
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
