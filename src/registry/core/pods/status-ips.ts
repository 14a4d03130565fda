/** Addresses of a pod and of its node: at most one of each family. */
import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';
import type { V1PodStatus } from '../../../schema/generated/types.ts';
import { parseIp } from '../../../util/ip.ts';
import { ipWarnings, validateIp } from '../../validation/ip.ts';
import { each } from '../pod-spec/rules.ts';

type Address = { ip?: string };

/** @param at the path of the status */
export function validateStatusIps(now: V1PodStatus, old: V1PodStatus, at: FieldPath): FieldError[] {
  return [
    ...validateIps(now.podIPs ?? [], old.podIPs ?? [], at.child('podIPs')),
    ...validateHostIp(now, at.child('hostIPs')),
    ...validateIps(now.hostIPs ?? [], old.hostIPs ?? [], at.child('hostIPs')),
  ];
}

function validateHostIp(status: V1PodStatus, at: FieldPath): FieldError[] {
  const first = status.hostIPs?.[0];
  if (!first || first.ip === status.hostIP) return [];
  return [invalidValue(at.index(0).child('ip'), first.ip, 'must be equal to `hostIP`')];
}

function validateIps(addresses: readonly Address[], old: readonly Address[], at: FieldPath): FieldError[] {
  const kept = new Set(old.map((address) => address.ip ?? ''));
  const errors = each(addresses, at, (address, addressAt) => validateIp(address.ip ?? '', addressAt, kept));
  if (addresses.length < 2) return errors;
  const families = new Set(addresses.map((address) => parseIp(address.ip ?? '')?.family));
  if (families.size === 2 && addresses.length === 2) return errors;
  return [...errors, invalidValue(at, addresses, 'may specify no more than one IP for each IP family')];
}

/** @param at the path of the status */
export function statusIpWarnings(status: V1PodStatus, at: FieldPath): string[] {
  return (['podIPs', 'hostIPs'] as const).flatMap((list) =>
    (status[list] ?? []).flatMap(({ ip = '' }, position) => ipWarnings(ip, at.child(list).index(position).child('ip'))),
  );
}
