/** What a bound service account token says: made by TokenRequest, read by the authenticator. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import type { ObjectName } from './account-user.ts';
import { accountUserName } from './account-user.ts';

/** Instants in seconds since 1970, as the wire has them (RFC 7519, NumericDate). */
export interface BoundClaims {
  readonly issuer: string;
  readonly tokenId: string | undefined;
  readonly audiences: readonly string[];
  readonly issuedAt: number | undefined;
  readonly notBefore: number | undefined;
  readonly expiresAt: number;
  readonly namespace: string;
  readonly account: ObjectName;
  readonly pod: ObjectName | undefined;
  readonly secret: ObjectName | undefined;
  /** Of a token bound to a pod: the node it was on. Otherwise: what the token is bound to. */
  readonly node: { readonly name: string; readonly uid: string | undefined } | undefined;
  /** Clients should have fetched a new token by then. */
  readonly warnAfter: number | undefined;
}

/** The claims as they are signed. */
export function encodeBoundClaims(claims: BoundClaims): JsonObject {
  const { namespace, account, pod, secret, node, warnAfter } = claims;
  const kubernetes = {
    namespace,
    ...(node && { node }),
    ...(pod && { pod }),
    ...(secret && { secret }),
    serviceaccount: account,
    ...(warnAfter !== undefined && { warnafter: warnAfter }),
  };
  return {
    aud: claims.audiences,
    exp: claims.expiresAt,
    iat: claims.issuedAt,
    iss: claims.issuer,
    jti: claims.tokenId,
    'kubernetes.io': kubernetes,
    nbf: claims.notBefore,
    sub: accountUserName(namespace, account.name),
  };
}

/**
 * Undefined when they are not a bound token's. A claim of an unknown type is not passed over: the key may sign for
 * others too.
 */
export function readBoundClaims(claims: JsonObject): BoundClaims | undefined {
  const kubernetes = claims['kubernetes.io'];
  if (!isJsonObject(kubernetes)) return undefined;
  const read = new Reader();
  const account = read.object(kubernetes.serviceaccount);
  const found = {
    issuer: read.text(claims.iss),
    tokenId: read.optionalText(claims.jti),
    audiences: read.audiences(claims.aud),
    issuedAt: read.optionalNumber(claims.iat),
    notBefore: read.optionalNumber(claims.nbf),
    // Threat: a token that never expires (TOB-K8S). Upstream takes one without the claim for such.
    expiresAt: read.number(claims.exp),
    namespace: read.text(kubernetes.namespace),
    account,
    pod: read.optional(kubernetes.pod, (value) => read.object(value)),
    secret: read.optional(kubernetes.secret, (value) => read.object(value)),
    node: read.optional(kubernetes.node, (value) => read.node(value)),
    warnAfter: read.optionalNumber(kubernetes.warnafter),
  };
  return read.failed || claims.sub !== accountUserName(found.namespace, account.name) ? undefined : found;
}

/** Reads values of expected types, and remembers whether one was of another. */
class Reader {
  failed = false;

  text(value: unknown): string {
    if (typeof value === 'string' && value !== '') return value;
    this.failed = true;
    return '';
  }

  number(value: unknown): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.failed = true;
    return Number.NaN;
  }

  optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
    return value === undefined || value === null ? undefined : read(value);
  }

  optionalText(value: unknown): string | undefined {
    return this.optional(value, (text) => this.text(text));
  }

  optionalNumber(value: unknown): number | undefined {
    return this.optional(value, (number) => this.number(number));
  }

  /** One, or a list (RFC 7519, 4.1.3). */
  audiences(value: unknown): string[] {
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((audience) => this.text(audience));
  }

  object(value: unknown): ObjectName {
    const object = this.#object(value);
    return { name: this.text(object.name), uid: this.text(object.uid) };
  }

  node(value: unknown): { name: string; uid: string | undefined } {
    const object = this.#object(value);
    return { name: this.text(object.name), uid: this.optionalText(object.uid) };
  }

  #object(value: unknown): JsonObject {
    if (isJsonObject(value)) return value;
    this.failed = true;
    return {};
  }
}
