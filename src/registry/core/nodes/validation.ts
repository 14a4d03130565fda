import { duplicate, type FieldError, forbiddenField, invalidValue, path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1Node, V1NodeAddress } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { parseIpBlock } from '../../../util/ip.ts';
import { validateCidr } from '../../validation/ip.ts';
import { validateResourceQuantity } from '../../validation/resource-names.ts';
import { validateTaints } from './taints.ts';

type Node = V1Node & KubeObject;

const SPEC = path('spec');
const POD_CIDRS = SPEC.child('podCIDRs');

export function validateNode(node: Node): FieldError[] {
  return [...validateNodeTaints(node), ...validateResources(node), ...validatePodCidrs(node.spec?.podCIDRs ?? [])];
}

export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  return [
    ...validateResources(node),
    ...validateAddresses(node.status?.addresses ?? []),
    ...validateSetOnce(node, old),
    ...validateNodeTaints(node),
    ...validateExternalId(node, old),
  ];
}

function validateNodeTaints(node: Node): FieldError[] {
  // Taints are reported under metadata, where they were before they had a field.
  return validateTaints(node.spec?.taints ?? [], path('metadata', 'taints'));
}

function validateResources(node: Node): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((field) =>
    Object.entries(node.status?.[field] ?? {}).flatMap(([name, amount]) =>
      validateResourceQuantity(name, amount, path('status', field, name)),
    ),
  );
}

function validatePodCidrs(cidrs: readonly string[]): FieldError[] {
  const errors = cidrs.flatMap((cidr, position) => validateCidr(cidr, POD_CIDRS.index(position)));
  if (cidrs.length < 2) return errors;
  const families = new Set(cidrs.map((cidr) => parseIpBlock(cidr)?.address.family));
  if (families.size !== 2 || cidrs.length > 2) {
    const detail = 'may specify no more than one CIDR for each IP family';
    errors.push(invalidValue(POD_CIDRS, cidrs, detail));
  }
  return [...errors, ...repeated(cidrs, (position, cidr) => duplicate(POD_CIDRS.index(position), cidr))];
}

function repeated<T>(items: readonly T[], report: (position: number, item: T) => FieldError): FieldError[] {
  const seen = new Set<string>();
  return items.flatMap((item, position) => {
    const identity = JSON.stringify(item);
    const again = seen.has(identity);
    seen.add(identity);
    return again ? [report(position, item)] : [];
  });
}

function validateAddresses(addresses: readonly V1NodeAddress[]): FieldError[] {
  const identities = addresses.map(({ type = '', address = '' }) => ({ Type: type, Address: address }));
  return repeated(identities, (position, address) => duplicate(path('status', 'addresses').index(position), address));
}

/** What a cloud or a controller assigns to a node is assigned once. */
function validateSetOnce(node: Node, old: Node): FieldError[] {
  const errors: FieldError[] = [];
  if (old.spec?.podCIDRs?.length && !deepEqual(node.spec?.podCIDRs, old.spec.podCIDRs)) {
    errors.push(forbiddenField(POD_CIDRS, 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.spec?.providerID && node.spec?.providerID !== old.spec.providerID) {
    const detail = 'node updates may not change providerID except from "" to valid';
    errors.push(forbiddenField(SPEC.child('providerID'), detail));
  }
  return errors;
}

function validateExternalId(node: Node, old: Node): FieldError[] {
  if ((node.spec?.externalID ?? '') === (old.spec?.externalID ?? '')) return [];
  return [forbiddenField(SPEC.child('externalID'), 'may not be updated')];
}
