/** ResourceClaims: how many, and how many devices of each class they may be given. */
import type { KubeObject } from '../../api/object.ts';
import { Quantity } from '../../api/quantity.ts';
import { type Amounts, add, NO_AMOUNTS, ONE } from '../amounts.ts';
import type { UsageEvaluator } from '../evaluator.ts';

const DEVICES = '.deviceclass.resource.k8s.io/devices';
const COUNT = 'count/resourceclaims.resource.k8s.io';
/** `All` devices of a node: the most that a claim can be given. */
const MOST_DEVICES = 32;

interface DeviceRequest {
  readonly deviceClassName?: string;
  readonly allocationMode?: string;
  readonly count?: number;
}

interface ClaimRequest {
  readonly exactly?: DeviceRequest;
  readonly firstAvailable?: readonly DeviceRequest[];
}

export const resourceClaims: UsageEvaluator<KubeObject> = {
  counts: (name) => name === COUNT || name.endsWith(DEVICES),
  usage({ spec }) {
    const requests: readonly ClaimRequest[] = spec?.devices?.requests ?? [];
    return requests.map(devicesOf).reduce(add, new Map([[COUNT, ONE]]));
  },
};

/** Of alternatives, the most of each class: which one it will be is not known yet. */
function devicesOf({ exactly, firstAvailable = [] }: ClaimRequest): Amounts {
  if (exactly) return amountOf(exactly);
  return firstAvailable.map(amountOf).reduce(larger, NO_AMOUNTS);
}

function amountOf({ deviceClassName = '', allocationMode, count = 1 }: DeviceRequest): Amounts {
  const devices = Quantity.fromInteger(allocationMode === 'All' ? MOST_DEVICES : count);
  return new Map([[`${deviceClassName}${DEVICES}`, devices]]);
}

function larger(left: Amounts, right: Amounts): Amounts {
  const most = new Map(left);
  for (const [name, quantity] of right) {
    const other = most.get(name);
    if (!other || other.compare(quantity) < 0) most.set(name, quantity);
  }
  return most;
}
