/** What a bound service account token says: made by TokenRequest, read by the authenticator. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import type { ObjectName } from './account-user.ts';
import { accountUserName } from './account-user.ts';
import { ClaimReader } from './claim-reader.ts';

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
  const read = new ClaimReader();
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
