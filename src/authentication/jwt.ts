/** The parts of a JSON Web Token in its compact form (RFC 7515, 7519), before anybody has checked its signature. */
import { isJsonObject, type JsonObject } from '../api/object.ts';

export interface UnverifiedJwt {
  readonly header: JsonObject;
  /** Threat: anybody may have written these. */
  readonly claims: JsonObject;
}

const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Threat: reviews take tokens that no header could carry. */
const LONGEST = 64 * 1024;

/** Undefined when it is no such token. */
export function parseJwt(token: string): UnverifiedJwt | undefined {
  if (token.length > LONGEST || !COMPACT.test(token)) return undefined;
  const [first, second] = token.split('.') as [string, string, string];
  const header = parsePart(first);
  const claims = parsePart(second);
  return header && claims && { header, claims };
}

function parsePart(base64url: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString());
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
