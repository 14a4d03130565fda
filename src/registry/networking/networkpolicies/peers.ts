/** Who may be talked to: pods, namespaces, address blocks. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../../api/field.ts';
import type { V1IPBlock, V1NetworkPolicyPeer } from '../../../schema/generated/types.ts';
import { blockContains, type IpBlock, parseIpBlock } from '../../../util/ip.ts';
import { validateCidr } from '../../validation/ip.ts';
import { validateLabelSelector } from '../../validation/label-selector.ts';

/** @param kept CIDR values that the stored policy already has */
export function validatePeer(peer: V1NetworkPolicyPeer, kept: ReadonlySet<string>, at: FieldPath): FieldError[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (!podSelector && !namespaceSelector && !ipBlock) return [required(at, 'must specify a peer')];
  const errors = [
    ...validateLabelSelector(podSelector, at.child('podSelector')),
    ...validateLabelSelector(namespaceSelector, at.child('namespaceSelector')),
    ...(ipBlock ? validateBlock(ipBlock, kept, at.child('ipBlock')) : []),
  ];
  if (ipBlock && (podSelector || namespaceSelector)) {
    errors.push(forbiddenField(at, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

function validateBlock(ipBlock: V1IPBlock, kept: ReadonlySet<string>, at: FieldPath): FieldError[] {
  if (!ipBlock.cidr) return [required(at.child('cidr'))];
  const errors = validateCidr(ipBlock.cidr, at.child('cidr'), kept);
  const block = parseIpBlock(ipBlock.cidr);
  if (!block) return errors;
  const exceptions = (ipBlock.except ?? []).flatMap((except, position) =>
    validateException(except, block, kept, at.child('except').index(position)),
  );
  return [...errors, ...exceptions];
}

function validateException(text: string, whole: IpBlock, kept: ReadonlySet<string>, at: FieldPath): FieldError[] {
  const errors = validateCidr(text, at, kept);
  const exception = parseIpBlock(text);
  if (!exception) return errors;
  const first = { ...exception.address, bits: exception.first };
  if (blockContains(whole, first) && exception.prefixLength > whole.prefixLength) return errors;
  return [...errors, invalidValue(at, text, 'must be a strict subset of `cidr`')];
}
