/** Takes from a person all that they hold. */

import { ALLOW_LOCKOUT } from '../../admission/plugins/revocation-lockout/revocation-lockout.ts';
import {
  ALLIUM_GROUP,
  ALLIUM_VERSION,
  type CredentialRevocation,
  REVOCATION_REASONS,
  type RevokedSubject,
} from '../../api/allium.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import { StatusError } from '../../api/status.ts';
import type { ApiClient } from '../../client/client.ts';
import { ConfigError } from '../../config/errors.ts';
import type { Holding } from './holdings.ts';
import { ACCOUNTS, accountUser, PEOPLE, REVOCATIONS } from './targets.ts';

export interface RevokeOptions {
  readonly reason: string;
  readonly note: string | undefined;
  /** RFC 3339. */
  readonly issuedBefore: string | undefined;
  readonly allowLockout: boolean;
  /** Even though nothing that the name holds is on record. */
  readonly unrecorded: boolean;
}

/** @returns the names of the revocations @throws StatusError, ConfigError */
export async function revoke(
  client: ApiClient,
  name: string,
  holdings: readonly Holding[],
  options: RevokeOptions,
): Promise<string[]> {
  if (!REVOCATION_REASONS.has(options.reason)) {
    throw new ConfigError(`--reason must be one of ${[...REVOCATION_REASONS.keys()].join(', ')}`);
  }
  const { issuedBefore } = options;
  if (issuedBefore !== undefined && Number.isNaN(Date.parse(issuedBefore))) {
    throw new ConfigError('--issued-before must be a time such as 2030-01-31T12:00:00Z');
  }
  if (holdings.length === 0 && !options.unrecorded && !(await isAccount(client, name))) {
    throw new ConfigError(
      `nothing that ${name} holds is on record: is the name right? Who has credentials from elsewhere, such as of an OpenID Connect provider, is revoked with --unrecorded.`,
    );
  }
  const holdsToken = holdings.some(({ username }) => username === accountUser(name));
  const subjects: RevokedSubject[] = [{ user: name }];
  if (holdsToken || (await mayHaveAccount(client, name)))
    subjects.push({ serviceAccount: { namespace: PEOPLE, name } });
  const created: string[] = [];
  for (const subject of subjects) {
    const { metadata } = await client.create(REVOCATIONS, objectOf({ ...subject, issuedBefore }, options));
    created.push(metadata.name!);
  }
  return created;
}

async function isAccount(client: ApiClient, name: string): Promise<boolean> {
  if (!isDns1123Subdomain(name)) return false;
  return (await client.find({ ...ACCOUNTS, namespace: PEOPLE, name })) !== undefined;
}

/** Threat: tokens that others made for the account are on no record. Who may not look it up takes them from it blindly. */
async function mayHaveAccount(client: ApiClient, name: string): Promise<boolean> {
  try {
    return await isAccount(client, name);
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'Forbidden') return true;
    throw error;
  }
}

function objectOf(subject: RevokedSubject, { reason, note, allowLockout }: RevokeOptions): CredentialRevocation {
  return {
    apiVersion: `${ALLIUM_GROUP}/${ALLIUM_VERSION}`,
    kind: 'CredentialRevocation',
    metadata: { generateName: 'user-', ...(allowLockout && { annotations: { [ALLOW_LOCKOUT]: 'true' } }) },
    spec: { subject, reason, ...(note !== undefined && { note }) },
  };
}
