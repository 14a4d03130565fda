import type { KubeObject } from '../../api/object.ts';
import { INVALID_SINCE, LAST_USED } from '../../api/token-secret.ts';
import { dayOf, timeOfDay } from './days.ts';

/** `invalidate`: its token is refused from now on, and whoever misses it can take the mark off again. */
export type Verdict = 'keep' | 'invalidate' | 'delete';

export interface TokenUse {
  /** Whom the token is of, if that account is there. */
  readonly account: KubeObject | undefined;
  /** Whether a pod mounts it. */
  isMounted(): boolean;
}

/**
 * What becomes of a secret with a token that was made for an account unasked, as clusters before 1.24 did. Those are
 * told by the account's own list of them; whatever else somebody made is kept.
 * @param before in milliseconds: what has not been used since then is not needed
 */
export function judgeSecret({ metadata }: KubeObject, before: number, { account, isMounted }: TokenUse): Verdict {
  const { name, creationTimestamp, deletionTimestamp, labels = {} } = metadata;
  if (deletionTimestamp !== undefined || !(Date.parse(creationTimestamp ?? '') < before)) return 'keep';
  const lastUsed = labels[LAST_USED];
  if (lastUsed !== undefined && !isBefore(lastUsed, before)) return 'keep';
  if (!lists(account, name) || isMounted()) return 'keep';
  const invalidSince = labels[INVALID_SINCE];
  if (timeOfDay(invalidSince) === undefined) return 'invalidate';
  return isBefore(invalidSince!, before) ? 'delete' : 'keep';
}

/** What is no day is before none. */
function isBefore(day: string, time: number): boolean {
  return timeOfDay(day) !== undefined && day < dayOf(time);
}

function lists(account: KubeObject | undefined, secret: string | undefined): boolean {
  const secrets: readonly { readonly name?: string }[] = account?.secrets ?? [];
  return secrets.some(({ name }) => name === secret);
}
