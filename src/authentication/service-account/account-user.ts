/** How service accounts appear as users (k8s.io/apiserver/pkg/authentication/serviceaccount). */
import { impliedGroups, type UserInfo } from '../../request/user-info.ts';

const PREFIX = 'authentication.kubernetes.io/';

/** An object that a token names. */
export interface ObjectName {
  readonly name: string;
  readonly uid: string;
}

export interface AccountIdentity {
  readonly namespace: string;
  readonly account: ObjectName;
  readonly pod?: ObjectName | undefined;
  /** Without a UID when there was no such node as the token was made. */
  readonly node?: { readonly name: string; readonly uid?: string | undefined } | undefined;
  /** `JTI=<id>` */
  readonly credentialId?: string | undefined;
}

export function accountUserName(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

export function accountUser({ namespace, account, pod, node, credentialId }: AccountIdentity): UserInfo {
  const told: readonly (readonly [key: string, value: string | undefined])[] = [
    ['credential-id', credentialId],
    ['node-name', node?.name],
    ['node-uid', node?.uid],
    ['pod-name', pod?.name],
    ['pod-uid', pod?.uid],
  ];
  const extra = told.flatMap(([key, value]) => (value ? [[PREFIX + key, [value]] as const] : []));
  const name = accountUserName(namespace, account.name);
  return {
    name,
    uid: account.uid,
    groups: impliedGroups(name),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
}
