/** Who holds what: the credentials on record, and what has become of them. */
import type { CredentialRevocation, IssuedCredential } from '../../api/allium.ts';
import { hits, type Revocation, revocationOf } from '../../authentication/revocation/revocation.ts';
import type { ApiClient, Target } from '../../client/client.ts';
import { GROUP_AUTHENTICATED } from '../../request/user-info.ts';
import { personOf, RECORDS, REVOCATIONS } from './targets.ts';

export type State = 'valid' | 'expired' | 'revoked';

/** One credential. Times in RFC 3339. */
export interface Holding {
  readonly user: string;
  readonly type: string;
  readonly groups: readonly string[];
  readonly state: State;
  readonly issuedBy?: string;
  readonly issuedAt?: string;
  readonly expiresAt?: string;
  readonly lastUsedAt?: string;
  readonly lastUsedFrom?: string;
  readonly revokedBy?: string;
  /** The IssuedCredential. */
  readonly record: string;
  /** The user that it proves. */
  readonly username: string;
}

const PAGE = 500;

/** By user, the newest first. @throws StatusError */
export async function readHoldings(client: ApiClient, now: number): Promise<Holding[]> {
  const [records, objects] = await Promise.all([listAll(client, RECORDS), listAll(client, REVOCATIONS)]);
  const revocations = (objects as CredentialRevocation[]).map(revocationOf);
  const holdings = (records as IssuedCredential[]).map((record) => holdingOf(record, revocations, now));
  return holdings.sort((a, b) => a.user.localeCompare(b.user) || (b.issuedAt ?? '').localeCompare(a.issuedAt ?? ''));
}

async function listAll(client: ApiClient, target: Target) {
  const items = [];
  let next: string | undefined;
  do {
    const page = await client.list(target, { limit: PAGE, continue: next });
    items.push(...page.items);
    next = page.metadata.continue || undefined;
  } while (next !== undefined);
  return items;
}

function holdingOf(record: IssuedCredential, revocations: readonly Revocation[], now: number): Holding {
  const { spec = {}, status = {}, metadata } = record;
  const { type = '', username = '', groups = [], issuedBy, issuedAt, expiresAt } = spec;
  const revokedBy = revocations.find((revocation) => isHit(record, revocation))?.name;
  return {
    user: personOf(username),
    type,
    groups,
    state: revokedBy ? 'revoked' : Date.parse(expiresAt ?? '') <= now ? 'expired' : 'valid',
    ...{ issuedBy, issuedAt, expiresAt, ...status, revokedBy },
    record: metadata.name ?? '',
    username,
  };
}

function isHit({ spec = {} }: IssuedCredential, revocation: Revocation): boolean {
  const { credentialID: id = '', serialNumber, tokenID: tokenId, issuer, issuedAt = '' } = spec;
  const credential = { id, serialNumber, tokenId, issuer, issuedAt: Date.parse(issuedAt) };
  const user = { name: spec.username ?? '', groups: [...(spec.groups ?? []), GROUP_AUTHENTICATED] };
  return hits(revocation, { user, credential }, () => undefined);
}
