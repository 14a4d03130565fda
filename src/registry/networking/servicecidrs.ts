import { type FieldError, invalidValue, path, required } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ServiceCIDR, V1ServiceCIDRSpec } from '../../schema/generated/types.ts';
import { parseIpBlock } from '../../util/ip.ts';
import { defineResource } from '../resource.ts';
import { keepMetadata } from '../status-metadata.ts';
import { IMMUTABLE } from '../validation/common.ts';
import { validateCanonicalCidr } from '../validation/ip.ts';

type ServiceCidr = V1ServiceCIDR & KubeObject;

const CIDRS = path('spec', 'cidrs');

function validateSpec(spec: V1ServiceCIDRSpec): FieldError[] {
  const cidrs = spec.cidrs ?? [];
  if (cidrs.length === 0) return [required(CIDRS, 'at least one CIDR required')];
  if (cidrs.length > 2) return [invalidValue(CIDRS, { CIDRs: cidrs }, 'may only hold up to 2 values')];
  const errors = cidrs.flatMap((cidr, position) => validateCanonicalCidr(cidr, CIDRS.index(position)));
  const families = cidrs.map((cidr) => parseIpBlock(cidr)?.address.family);
  if (families.length === 2 && families[0] && families[0] === families[1]) {
    const detail = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    errors.push(invalidValue(CIDRS, cidrs, detail));
  }
  return errors;
}

/** A range may only gain its second IP family. */
function validateUpdate(object: ServiceCidr, old: ServiceCidr): FieldError[] {
  const cidrs = object.spec?.cidrs ?? [];
  const before = old.spec?.cidrs ?? [];
  const widened = before.length === 1 && cidrs.length === 2;
  if (cidrs.length !== before.length && !widened) {
    return [invalidValue(CIDRS, object.spec?.cidrs, IMMUTABLE)];
  }
  const changed = before.flatMap((cidr, position) =>
    cidrs[position] === cidr ? [] : [invalidValue(CIDRS.index(position), cidrs[position], IMMUTABLE)],
  );
  return widened ? [...changed, ...validateSpec(object.spec!)] : changed;
}

export const serviceCidrs = defineResource<ServiceCidr>({
  group: 'networking.k8s.io',
  name: 'servicecidrs',
  kind: 'ServiceCIDR',
  namespaced: false,
  strategy: {
    defaults(object) {
      object.spec ??= {};
      object.status ??= {};
    },
    prepareForCreate(object) {
      object.status = {};
    },
    prepareForUpdate(object, old) {
      object.status = old.status ?? {};
    },
    validate: (object) => validateSpec(object.spec ?? {}),
    validateUpdate,
  },
  status: {
    prepareForUpdate(object, old) {
      object.spec = old.spec;
      keepMetadata(object, old);
    },
  },
});
