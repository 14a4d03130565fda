/** What an object takes of the quotas of its namespace, and what they have left. */
import type { QuotaAmount } from '../../api/admission-explanation.ts';
import type { KubeObject } from '../../api/object.ts';
import { Quantity } from '../../api/quantity.ts';
import { difference, NO_AMOUNTS, parseAmounts } from '../../quota/amounts.ts';
import { type Quota, usageOf } from '../../quota/charge.ts';
import type { UsageEvaluator } from '../../quota/evaluator.ts';

export interface ExplainedQuota {
  readonly name: string;
  readonly resources: readonly QuotaAmount[];
}

/** @param before the object as it is; undefined: there is none */
export function explainQuotas(
  quotas: readonly Quota[],
  evaluator: UsageEvaluator,
  { before, after }: { readonly before: KubeObject | undefined; readonly after: KubeObject },
  now: number,
): ExplainedQuota[] {
  return quotas.flatMap((quota) => {
    const asked = usageOf(quota, evaluator, after, now);
    if (asked.size === 0) return [];
    const had = before ? usageOf(quota, evaluator, before, now) : NO_AMOUNTS;
    const requested = difference(asked, had);
    const used = parseAmounts(quota.status?.used);
    const hard = parseAmounts(quota.status?.hard);
    const resources = [...asked.keys()].sort().map((name) => {
      const of = (amounts: ReadonlyMap<string, Quantity>) => amounts.get(name) ?? Quantity.ZERO;
      return amountOf(name, of(requested), of(used), of(hard));
    });
    return [{ name: quota.metadata.name ?? '', resources }];
  });
}

function amountOf(name: string, requested: Quantity, used: Quantity, hard: Quantity): QuotaAmount {
  const left = hard.subtract(used).subtract(requested);
  return {
    name,
    requested: requested.toString(),
    used: used.toString(),
    hard: hard.toString(),
    left: left.toString(),
  };
}
