/** PersistentVolumeClaims: how many and how large, in all and of each storage class. */
import type { KubeObject } from '../../api/object.ts';
import { Quantity } from '../../api/quantity.ts';
import { storageClassOf } from '../../api/storage-class.ts';
import type { V1PersistentVolumeClaim } from '../../schema/generated/types.ts';
import { type Amounts, ONE } from '../amounts.ts';
import type { ScopeRequirement, UsageEvaluator } from '../evaluator.ts';
import { nameMeets } from '../scopes.ts';

type Claim = V1PersistentVolumeClaim & KubeObject;

const CLASS_SUFFIX = '.storageclass.storage.k8s.io/';
const NAMES = new Set(['count/persistentvolumeclaims', 'persistentvolumeclaims', 'requests.storage']);

export const claims: UsageEvaluator<Claim> = {
  counts: (name) =>
    NAMES.has(name) ||
    name.endsWith(`${CLASS_SUFFIX}requests.storage`) ||
    name.endsWith(`${CLASS_SUFFIX}persistentvolumeclaims`),
  usage(claim) {
    const usage = new Map([
      ['count/persistentvolumeclaims', ONE],
      ['persistentvolumeclaims', ONE],
    ]);
    const storage = storageOf(claim);
    const storageClass = storageClassOf(claim);
    if (storage) usage.set('requests.storage', storage);
    if (storageClass === '') return usage;
    usage.set(`${storageClass}${CLASS_SUFFIX}persistentvolumeclaims`, ONE);
    if (storage) usage.set(`${storageClass}${CLASS_SUFFIX}requests.storage`, storage);
    return usage satisfies Amounts;
  },
  isInScope: (claim, requirement) =>
    requirement.scopeName === 'VolumeAttributesClass' && attributesClassMeets(claim, requirement),
};

/** What it asks for; while it shrinks back from a growth that failed, what it still holds. */
function storageOf({ spec, status }: Claim): Quantity | undefined {
  const asked = spec?.resources?.requests?.storage;
  if (asked === undefined) return undefined;
  const amounts = [asked, status?.allocatedResources?.storage ?? asked].map((text) => wholeBytes(Quantity.parse(text)));
  return amounts.sort((left, right) => right.compare(left))[0];
}

/** A quota of storage is in whole bytes: what is counted must be, too (k/k#94313). */
function wholeBytes(quantity: Quantity): Quantity {
  return quantity.isInteger() ? quantity : Quantity.fromInteger(quantity.value());
}

/** A claim that changes its class is in the scope of each that it has or is to have. */
function attributesClassMeets({ spec, status }: Claim, requirement: ScopeRequirement): boolean {
  const names = [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ].filter((name) => name);
  return names.length === 0 ? nameMeets(undefined, requirement) : names.some((name) => nameMeets(name, requirement));
}
