/** The status of quotas, right from their first moment on. */
import type { KubeObject } from '../../api/object.ts';
import { formatAmounts } from '../../quota/amounts.ts';
import type { Quota } from '../../quota/charge.ts';
import type { Allocations } from '../store/contract.ts';
import type { QuotaCharges } from './quota-charges.ts';

/** What a quota's own write says of it. */
export function quotaStatus(charges: QuotaCharges): Allocations<KubeObject> {
  return { complete: (quota) => void Object.assign(quota, { status: statusOf(quota as Quota, charges) }) };
}

export function statusOf(quota: Quota, charges: QuotaCharges): Quota['status'] {
  const hard = quota.spec?.hard;
  if (!hard) return {};
  const used = charges.usedOf({ ...quota, status: { hard } });
  return { hard, used: formatAmounts(used) };
}
