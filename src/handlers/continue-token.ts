/**
 * The token of a list's next page: the snapshot's revision and the last key given, relative to the list's prefix.
 * Clients hold it, so it is as untrusted as any input.
 */
import { badRequest } from '../api/status.ts';

export interface ContinueToken {
  /** -1: go on in the newest state (an inconsistent list, which the client accepted). */
  readonly revision: number;
  /** Relative to the list's prefix; the page starts after it. */
  readonly start: string;
}

const API_VERSION = 'meta.k8s.io/v1';

export function encodeContinue({ revision, start }: ContinueToken): string {
  // As upstream's, whose start is the key that follows the last one given.
  return Buffer.from(JSON.stringify({ v: API_VERSION, rv: revision, start: `${start}\u0000` })).toString('base64url');
}

/** @throws StatusError 400 */
export function decodeContinue(token: string): ContinueToken {
  const bytes = Buffer.from(token, 'base64url');
  let decoded: unknown;
  try {
    decoded = JSON.parse(bytes.toString());
  } catch {
    throw badToken(`invalid character '${bytes.toString('latin1', 0, 1)}' looking for beginning of value`);
  }
  const { v, rv, start } = (decoded ?? {}) as { v?: unknown; rv?: unknown; start?: unknown };
  if (v !== API_VERSION) throw badToken('server does not recognize this encoded version');
  if (!Number.isSafeInteger(rv) || rv === 0)
    throw badToken('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '') throw badToken('encoded start key empty (version meta.k8s.io/v1)');
  // Threat: a forged start must not leave the list's prefix (CVE-2022-3162).
  if (start.startsWith('/') || start.split('/').includes('..'))
    throw badToken(`invalid start key: ${JSON.stringify(start)}`);
  return { revision: rv as number, start: start.endsWith('\u0000') ? start.slice(0, -1) : start };
}

function badToken(why: string) {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}
