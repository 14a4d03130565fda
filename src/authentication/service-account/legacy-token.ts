/**
 * Tokens of secrets of type `kubernetes.io/service-account-token`. They never expire by themselves, so they count only
 * as long as the secret is there and holds this very token.
 */
import { timingSafeEqual } from 'node:crypto';
import type { JsonObject, KubeObject } from '../../api/object.ts';
import { accountUser, accountUserName } from './account-user.ts';
import type { LiveObjects } from './live-objects.ts';
import { digestId, type SignedToken } from './signed-token.ts';

export const LEGACY_ISSUER = 'kubernetes/serviceaccount';
const SECRET_TYPE = 'kubernetes.io/service-account-token';
const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';
const CLAIM_PREFIX = 'kubernetes.io/serviceaccount/';

export interface LegacyClaims {
  readonly namespace: string;
  readonly secret: string;
  readonly account: string;
  readonly accountUid: string;
}

export interface LegacyTokenPorts {
  readonly live: LiveObjects;
  readonly apiAudiences: readonly string[];
  /** Told of every use, for the secret's last-used label. */
  onUse(namespace: string, secret: string): void;
}

/** The claims as they are signed. */
export function encodeLegacyClaims({ namespace, secret, account, accountUid }: LegacyClaims): JsonObject {
  return {
    iss: LEGACY_ISSUER,
    [`${CLAIM_PREFIX}namespace`]: namespace,
    [`${CLAIM_PREFIX}secret.name`]: secret,
    [`${CLAIM_PREFIX}service-account.name`]: account,
    [`${CLAIM_PREFIX}service-account.uid`]: accountUid,
    sub: accountUserName(namespace, account),
  };
}

/** @returns undefined when the claims are not those of a legacy token */
export function legacyToken(claims: JsonObject, digest: string, ports: LegacyTokenPorts): SignedToken | undefined {
  const legacy = readLegacyClaims(claims);
  if (!legacy) return undefined;
  const { namespace, account: name, accountUid: uid } = legacy;
  return {
    user: accountUser({ namespace, account: { name, uid } }),
    credential: { id: digestId(digest), issuer: LEGACY_ISSUER },
    audiences: ports.apiAudiences,
    expiresAt: Number.POSITIVE_INFINITY,
    refusal: (token) => refusal(legacy, token, ports),
  };
}

function readLegacyClaims(claims: JsonObject): LegacyClaims | undefined {
  const names = ['namespace', 'secret.name', 'service-account.name', 'service-account.uid'];
  const values = names.map((name) => claims[CLAIM_PREFIX + name]);
  if (!values.every((value) => typeof value === 'string' && value !== '')) return undefined;
  const [namespace, secret, account, accountUid] = values as [string, string, string, string];
  return claims.sub === accountUserName(namespace, account) ? { namespace, secret, account, accountUid } : undefined;
}

function refusal(claims: LegacyClaims, token: string, { live, onUse }: LegacyTokenPorts): string | undefined {
  const { namespace, account: name, accountUid } = claims;
  const secret = live.find('secrets', namespace, claims.secret);
  if (secret?.type !== SECRET_TYPE || secret.metadata.deletionTimestamp !== undefined) {
    return 'Token has been invalidated';
  }
  if (!holds(secret, token)) return "Token does not match server's copy";
  const account = live.find('serviceaccounts', namespace, name);
  if (!account) return `serviceaccounts "${name}" not found`;
  const { uid, deletionTimestamp } = account.metadata;
  if (deletionTimestamp !== undefined) return `ServiceAccount ${namespace}/${name} has been deleted`;
  if (uid !== accountUid) return `ServiceAccount UID (${uid}) does not match claim (${accountUid})`;
  onUse(namespace, claims.secret);
  return secret.metadata.labels?.[INVALID_SINCE] ? markedInvalid(claims) : undefined;
}

function holds(secret: KubeObject, token: string): boolean {
  const kept = Buffer.from(secret.data?.token ?? '', 'base64');
  const shown = Buffer.from(token);
  return kept.length === shown.length && timingSafeEqual(kept, shown);
}

function markedInvalid({ namespace, secret, account }: LegacyClaims): string {
  return `the token in secret ${namespace}/${secret} for service account ${namespace}/${account} has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '${INVALID_SINCE}' label from the secret to temporarily allow use of this token`;
}
