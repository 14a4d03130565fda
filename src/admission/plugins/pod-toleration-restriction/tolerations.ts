/** Tolerations that say the same, or more than others (pkg/util/tolerations). */
import type { V1Toleration } from '../../../schema/generated/types.ts';
import { equalJson } from '../../../util/json-value.ts';

/** Of both lists, in their order; what another one says too, or says more of, goes. */
export function mergeTolerations(first: readonly V1Toleration[], second: readonly V1Toleration[]): V1Toleration[] {
  const all = [...first, ...second];
  const merged: V1Toleration[] = [];
  all.forEach((toleration, position) => {
    const later = all.slice(position + 1).filter((other) => !equalJson(other, toleration));
    if (![...merged, ...later].some((other) => covers(other, toleration))) merged.push({ ...toleration });
  });
  return merged;
}

/** Whether whatever the other one tolerates is tolerated by the first. */
export function covers(all: V1Toleration, part: V1Toleration): boolean {
  if (equalJson(all, part)) return true;
  const anyKey = !all.key && all.operator === 'Exists';
  if ((part.key ?? '') !== (all.key ?? '') && !anyKey) return false;
  if (all.effect && part.effect !== all.effect) return false;
  if (all.effect === 'NoExecute' && !lastsAsLong(all.tolerationSeconds, part.tolerationSeconds)) return false;
  if (all.operator === 'Exists') return true;
  const isEqual = all.operator === 'Equal' || !all.operator;
  return isEqual && part.operator === 'Equal' && (part.value ?? '') === (all.value ?? '');
}

function lastsAsLong(all: number | undefined, part: number | undefined): boolean {
  return all === undefined || (part !== undefined && part <= all);
}
