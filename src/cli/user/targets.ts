import { ALLIUM_GROUP, ALLIUM_VERSION } from '../../api/allium.ts';
import type { Target } from '../../client/client.ts';

const allium = (resource: string): Target => ({ group: ALLIUM_GROUP, version: ALLIUM_VERSION, resource });

export const REVOCATIONS = allium('credentialrevocations');
export const RECORDS = allium('issuedcredentials');
export const REQUESTS: Target = {
  group: 'certificates.k8s.io',
  version: 'v1',
  resource: 'certificatesigningrequests',
};
export const NAMESPACES: Target = { group: '', version: 'v1', resource: 'namespaces' };
export const ACCOUNTS: Target = { group: '', version: 'v1', resource: 'serviceaccounts' };
/** Where the service accounts of people are. */
export const PEOPLE = 'allium-users';

/** The user that a person's token proves. */
export function accountUser(name: string): string {
  return `system:serviceaccount:${PEOPLE}:${name}`;
}

/** The person, by the user that a credential proves. */
export function personOf(username: string): string {
  const prefix = accountUser('');
  return username.startsWith(prefix) ? username.slice(prefix.length) : username;
}
