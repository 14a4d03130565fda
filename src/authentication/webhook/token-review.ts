/** TokenReview as it goes out to a webhook, and what comes back (authentication.k8s.io v1 and v1beta1). */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { GROUP_AUTHENTICATED, type UserInfo } from '../../request/user-info.ts';

export type TokenReviewVersion = 'v1' | 'v1beta1';

/** What a webhook says of a token. */
export interface TokenReviewStatus {
  /** Undefined: it does not know the token. */
  readonly user: UserInfo | undefined;
  /** Of those asked for, the ones that the token is for; empty where the webhook knows no audiences. */
  readonly audiences: readonly string[];
  /** Whether the webhook knows the token and holds it for bad, or could not tell. */
  readonly failed: boolean;
}

export function tokenReview(version: TokenReviewVersion, token: string, audiences: readonly string[]): object {
  const spec = { token, ...(audiences.length > 0 && { audiences }) };
  return { kind: 'TokenReview', apiVersion: `authentication.k8s.io/${version}`, metadata: {}, spec };
}

/** @throws Error when it is no review of that version, in words that hold nothing of it */
export function readTokenReview(version: TokenReviewVersion, answer: unknown): TokenReviewStatus {
  const expected = `authentication.k8s.io/${version}`;
  if (!isJsonObject(answer)) throw new Error('the answer is no object');
  const { kind = 'TokenReview', apiVersion = expected, status = {} } = answer;
  if (kind !== 'TokenReview' || apiVersion !== expected) throw new Error(`the answer is no TokenReview of ${expected}`);
  if (!isJsonObject(status)) throw new Error("the answer's status is no object");
  const { authenticated = false, audiences, error = '' } = status;
  // Threat: whatever is not false must not count as true.
  if (typeof authenticated !== 'boolean') throw new Error("the answer's authenticated is neither true nor false");
  return {
    user: authenticated ? userOf(status.user) : undefined,
    audiences: texts(audiences, 'audiences'),
    failed: !authenticated && error !== '',
  };
}

function userOf(user: unknown): UserInfo {
  if (!isJsonObject(user)) throw new Error('the answer names no user');
  const { username, uid = '', extra } = user;
  if (typeof username !== 'string' || username === '') throw new Error('the answer names no user');
  if (typeof uid !== 'string') throw new Error("the user's uid is no text");
  const groups = [...new Set([...texts(user.groups, 'groups'), GROUP_AUTHENTICATED])];
  return { name: username, groups, ...(uid !== '' && { uid }), ...extraOf(extra) };
}

function extraOf(extra: unknown): Pick<UserInfo, 'extra'> {
  if (extra === undefined || extra === null) return {};
  if (!isJsonObject(extra)) throw new Error("the user's extra is no object");
  // Threat: `__proto__` is a key like any other.
  const entries = Object.entries(extra as JsonObject).map(([key, values]) => [key, texts(values, 'extra')]);
  return { extra: Object.fromEntries(entries) };
}

function texts(value: unknown, what: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (!isTexts) throw new Error(`the answer's ${what} are no list of texts`);
  return value;
}
