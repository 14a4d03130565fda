/** What a write costs the quotas of its namespace (k8s.io/apiserver/pkg/admission/plugin/resourcequota). Pure. */
import type { KubeObject } from '../api/object.ts';
import { Quantity } from '../api/quantity.ts';
import type { V1ResourceQuota } from '../schema/generated/types.ts';
import { type Amounts, add, difference, NO_AMOUNTS, only, parseAmounts, showAmounts } from './amounts.ts';
import type { UsageEvaluator } from './evaluator.ts';
import { type Cover, type LimitedResource, uncovered } from './limited.ts';
import { requirementsOf } from './scopes.ts';

export type Quota = V1ResourceQuota & KubeObject;

/** Absent before: it is created. Absent after: it goes. */
export interface Change {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export interface Charged {
  readonly quota: Quota;
  /** Of everything that the quota counts. */
  readonly used: Amounts;
}

export interface Bill {
  /** The quotas whose usage changes. */
  readonly charged: readonly Charged[];
  /** Why the write must not be, if somebody has to answer for it: in upstream's words, one for each quota. */
  readonly refusals: readonly string[];
}

/** What an object uses of a quota: nothing when it is not in its scope. */
export function usageOf(quota: Quota, evaluator: UsageEvaluator, object: KubeObject, now: number): Amounts {
  if (!isMeant(quota, evaluator, object)) return NO_AMOUNTS;
  const hard = quota.status?.hard ?? {};
  return only(evaluator.usage(object, now), (name) => Object.hasOwn(hard, name));
}

function isMeant(quota: Quota, evaluator: UsageEvaluator, object: KubeObject): boolean {
  return requirementsOf(quota).every((each) => evaluator.isInScope?.(object, each) ?? false);
}

/**
 * @param quotas of the namespace, with what is used of them
 * @param rules what of these objects needs a quota
 */
export function bill(
  quotas: readonly Quota[],
  evaluator: UsageEvaluator,
  change: Change,
  now: number,
  rules: readonly LimitedResource[] = [],
): Bill {
  const charged: Charged[] = [];
  const refusals = withoutQuota(quotas, evaluator, change, now, rules);
  for (const quota of quotas) {
    const counted = countedNames(quota, evaluator);
    if (counted.length === 0) continue;
    const refusal = constraintOf(quota, evaluator, change, counted);
    if (refusal !== undefined) refusals.push(refusal);
    const delta = deltaOf(quota, evaluator, change, now);
    if (delta.size === 0) continue;
    const used = parseAmounts(quota.status?.used);
    charged.push({ quota, used: notNegative(add(used, delta)) });
    const exceeded = exceededBy(quota, used, delta);
    if (exceeded !== undefined) refusals.push(exceeded);
  }
  return { charged, refusals };
}

function countedNames(quota: Quota, evaluator: UsageEvaluator): string[] {
  return Object.keys(quota.status?.hard ?? {}).filter((name) => evaluator.counts(name));
}

/** Who changes nothing of what an object uses has no need of a quota. */
function withoutQuota(
  quotas: readonly Quota[],
  evaluator: UsageEvaluator,
  { before, after }: Change,
  now: number,
  rules: readonly LimitedResource[],
): string[] {
  if (rules.length === 0 || !after) return [];
  const used = before ? evaluator.usage(before, now) : NO_AMOUNTS;
  if (difference(evaluator.usage(after, now), used).size === 0) return [];
  const covers: Cover[] = quotas.map((quota) => ({
    requirements: requirementsOf(quota),
    limits: isMeant(quota, evaluator, after) ? countedNames(quota, evaluator) : [],
  }));
  return uncovered(rules, evaluator, after, covers, now);
}

function deltaOf(quota: Quota, evaluator: UsageEvaluator, { before, after }: Change, now: number): Amounts {
  const usage = (object: KubeObject | undefined) => (object ? usageOf(quota, evaluator, object, now) : NO_AMOUNTS);
  return difference(usage(after), usage(before));
}

/** New objects alone: what was there before the quota may stay as it is. */
function constraintOf(
  quota: Quota,
  evaluator: UsageEvaluator,
  { before, after }: Change,
  counted: readonly string[],
): string | undefined {
  if (before || !after || !evaluator.constraint) return undefined;
  if (!isMeant(quota, evaluator, after)) return undefined;
  const missing = evaluator.constraint(after, counted);
  return missing === undefined ? undefined : `failed quota: ${quota.metadata.name}: ${missing}`;
}

/** What is used less does no harm, even of a quota that is exceeded already. */
function exceededBy(quota: Quota, used: Amounts, delta: Amounts): string | undefined {
  const hard = parseAmounts(quota.status?.hard);
  const requested = only(delta, (name, quantity) => {
    const sum = (used.get(name) ?? Quantity.ZERO).add(quantity);
    return quantity.sign() > 0 && sum.compare(hard.get(name)!) > 0;
  });
  if (requested.size === 0) return undefined;
  const show = (amounts: Amounts) => showAmounts(only(amounts, (name) => requested.has(name)));
  return `exceeded quota: ${quota.metadata.name}, requested: ${show(requested)}, used: ${show(used)}, limited: ${show(hard)}`;
}

function notNegative(amounts: Amounts): Amounts {
  return new Map([...amounts].map(([name, each]) => [name, each.sign() < 0 ? Quantity.ZERO : each]));
}
