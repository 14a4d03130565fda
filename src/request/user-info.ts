import { isDns1123Label, isDns1123Subdomain } from '../api/names.ts';

/** Who makes a request, as authentication found it (authentication.k8s.io/v1 UserInfo). */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const ANONYMOUS_USER = 'system:anonymous';
export const GROUP_MASTERS = 'system:masters';
export const GROUP_AUTHENTICATED = 'system:authenticated';
export const GROUP_UNAUTHENTICATED = 'system:unauthenticated';

export const ANONYMOUS: UserInfo = { name: ANONYMOUS_USER, groups: [GROUP_UNAUTHENTICATED] };

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** The service account that a user name names; undefined where it names none that there could be. */
export function serviceAccountOf(username: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(username) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  const isWellFormed = isDns1123Label(namespace).length === 0 && isDns1123Subdomain(name).length === 0;
  return isWellFormed ? { namespace, name } : undefined;
}

/** The groups that everybody of this kind of name is in. */
export function impliedGroups(name: string): string[] {
  if (name === ANONYMOUS_USER) return [GROUP_UNAUTHENTICATED];
  const account = serviceAccountOf(name);
  const accounts = account ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`] : [];
  return [...accounts, GROUP_AUTHENTICATED];
}
