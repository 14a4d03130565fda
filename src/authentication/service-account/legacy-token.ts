/**
 * Tokens of secrets of type `kubernetes.io/service-account-token`. They never expire by themselves, so they count only
 * as long as the secret is there and holds this very token.
 */
import { timingSafeEqual } from 'node:crypto';
import type { JsonObject, KubeObject } from '../../api/object.ts';
import { INVALID_SINCE, TOKEN_SECRET_TYPE } from '../../api/token-secret.ts';
import { accountUser, accountUserName } from './account-user.ts';
import { ClaimReader } from './claim-reader.ts';
import type { LiveObjects } from './live-objects.ts';
import { digestId, type SignedToken } from './signed-token.ts';

export const LEGACY_ISSUER = 'kubernetes/serviceaccount';
const CLAIM_PREFIX = 'kubernetes.io/serviceaccount/';

export interface LegacyClaims {
  /** Those of upstream have neither id nor time. */
  readonly tokenId: string | undefined;
  /** Seconds since 1970. */
  readonly issuedAt: number | undefined;
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
export function encodeLegacyClaims(claims: LegacyClaims): JsonObject {
  const { namespace, secret, account, accountUid, tokenId, issuedAt } = claims;
  return {
    iat: issuedAt,
    iss: LEGACY_ISSUER,
    jti: tokenId,
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
  const { namespace, account: name, accountUid: uid, tokenId, issuedAt } = legacy;
  const credentialId = tokenId && `JTI=${tokenId}`;
  return {
    user: accountUser({ namespace, account: { name, uid }, credentialId }),
    credential: {
      id: credentialId ?? digestId(digest),
      issuer: LEGACY_ISSUER,
      ...(tokenId !== undefined && { tokenId }),
      ...(issuedAt !== undefined && { issuedAt: issuedAt * 1000 }),
      restsOn: [
        { resource: 'secrets', namespace, name: legacy.secret },
        { resource: 'serviceaccounts', namespace, name },
      ],
    },
    audiences: ports.apiAudiences,
    expiresAt: Number.POSITIVE_INFINITY,
    refusal: (token) => refusal(legacy, token, ports),
    notes: (_now, refused) => use(legacy, refused, ports),
  };
}

function readLegacyClaims(claims: JsonObject): LegacyClaims | undefined {
  const read = new ClaimReader();
  const own = (name: string) => read.text(claims[CLAIM_PREFIX + name]);
  const found = {
    tokenId: read.optionalText(claims.jti),
    issuedAt: read.optionalNumber(claims.iat),
    namespace: own('namespace'),
    secret: own('secret.name'),
    account: own('service-account.name'),
    accountUid: own('service-account.uid'),
  };
  return read.failed || claims.sub !== accountUserName(found.namespace, found.account) ? undefined : found;
}

function refusal(claims: LegacyClaims, token: string, { live, onUse }: LegacyTokenPorts): string | undefined {
  const { namespace, account: name, accountUid } = claims;
  const secret = live.find('secrets', namespace, claims.secret);
  if (secret?.type !== TOKEN_SECRET_TYPE || secret.metadata.deletionTimestamp !== undefined) {
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

/** A token that one is better off without, or one that somebody still tries (KEP-2799). */
function use({ namespace, account, secret }: LegacyClaims, refused: boolean, { live }: LegacyTokenPorts) {
  const noted = (what: string, value: string) => ({ [`authentication.k8s.io/legacy-token-${what}`]: value });
  if (refused) {
    const isMarked = live.find('secrets', namespace, secret)?.metadata.labels?.[INVALID_SINCE] !== undefined;
    return isMarked ? noted('invalidated', `${secret}/${namespace}`) : undefined;
  }
  const listed: readonly { name?: string }[] = live.find('serviceaccounts', namespace, account)?.secrets ?? [];
  const isGenerated = listed.some(({ name }) => name === secret);
  return noted(isGenerated ? 'autogenerated-secret' : 'manual-secret', secret);
}

function holds(secret: KubeObject, token: string): boolean {
  const kept = Buffer.from(secret.data?.token ?? '', 'base64');
  const shown = Buffer.from(token);
  return kept.length === shown.length && timingSafeEqual(kept, shown);
}

function markedInvalid({ namespace, secret, account }: LegacyClaims): string {
  return `the token in secret ${namespace}/${secret} for service account ${namespace}/${account} has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '${INVALID_SINCE}' label from the secret to temporarily allow use of this token`;
}
