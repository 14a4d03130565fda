/**
 * Acting as somebody else, where that is granted: every user, group, uid and extra that a request asks to have is
 * authorized by itself (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation).
 */
import { badRequest, forbidden } from '../../api/status.ts';
import type { Attributes, Authorizer } from '../../authorization/authorizer.ts';
import type { RequestContext } from '../../request/context.ts';
import { headerTexts, unescapedKey } from '../../request/header-text.ts';
import type { Headers } from '../../request/http.ts';
import {
  ANONYMOUS_USER,
  GROUP_AUTHENTICATED,
  GROUP_UNAUTHENTICATED,
  serviceAccountOf,
  type UserInfo,
} from '../../request/user-info.ts';
import type { Stage } from '../chain.ts';

const PREFIX = 'impersonate-';
const EXTRA = 'impersonate-extra-';
const AUTHENTICATION = 'authentication.k8s.io';

export function impersonation(authorizer: Authorizer): Stage {
  return (context, next) => {
    const { headers } = context.request;
    for (const name in headers) {
      if (name.startsWith(PREFIX)) return impersonate(authorizer, context, headers).then(next);
    }
    return next();
  };
}

async function impersonate(authorizer: Authorizer, context: RequestContext, headers: Headers): Promise<void> {
  const wanted = wantedUser(headers);
  for (const target of targetsOf(wanted)) {
    const decision = await authorizer.authorize({ ...BASE, ...target, user: context.user });
    if (decision.outcome !== 'allow') throw refuse(context.user, target, decision.reason);
  }
  context.impersonator = context.user;
  context.user = withImpliedGroups(wanted);
}

function wantedUser(headers: Headers): UserInfo {
  const [name, ...others] = valuesOf(headers, 'impersonate-user');
  const groups = valuesOf(headers, 'impersonate-group');
  const [uid] = valuesOf(headers, 'impersonate-uid');
  const extra: Record<string, string[]> = Object.create(null);
  for (const header in headers) {
    if (header.startsWith(EXTRA)) extra[unescapedKey(header.slice(EXTRA.length))] = valuesOf(headers, header);
  }
  if (!name || others.length > 0) {
    throw badRequest('impersonation needs exactly one Impersonate-User header beside groups, uid and extras');
  }
  return { name, groups, ...(uid && { uid }), ...(Object.keys(extra).length > 0 && { extra }) };
}

function valuesOf(headers: Headers, name: string): string[] {
  try {
    return [...headerTexts(headers[name])];
  } catch {
    throw badRequest(`the header ${name} is not UTF-8`);
  }
}

type Target = Pick<Attributes, 'group' | 'resource' | 'subresource' | 'namespace' | 'name'>;

const BASE = { verb: 'impersonate', isResourceRequest: true, version: 'v1', path: '' } as const;

function targetsOf({ name, groups, uid, extra = {} }: UserInfo): Target[] {
  const target = (resource: string, of: string, group = '', subresource = ''): Target => ({
    group,
    resource,
    subresource,
    namespace: '',
    name: of,
  });
  const account = serviceAccountOf(name);
  return [
    account ? { ...target('serviceaccounts', account.name), namespace: account.namespace } : target('users', name),
    ...groups.map((group) => target('groups', group)),
    ...(uid === undefined ? [] : [target('uids', uid, AUTHENTICATION)]),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => target('userextras', value, AUTHENTICATION, key)),
    ),
  ];
}

/** A service account is in its groups, and whoever is not anonymous is authenticated. */
function withImpliedGroups(user: UserInfo): UserInfo {
  const groups = [...user.groups];
  const account = serviceAccountOf(user.name);
  if (account && groups.length === 0)
    groups.push('system:serviceaccounts', `system:serviceaccounts:${account.namespace}`);
  const implied = user.name === ANONYMOUS_USER ? GROUP_UNAUTHENTICATED : GROUP_AUTHENTICATED;
  const told = groups.includes(GROUP_AUTHENTICATED) || groups.includes(GROUP_UNAUTHENTICATED);
  return { ...user, groups: told ? groups : [...groups, implied] };
}

function refuse(user: UserInfo, { group, resource, subresource, namespace, name }: Target, reason: string) {
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const because = reason === '' ? '' : `: ${reason}`;
  const text = `User "${user.name}" cannot impersonate resource "${what}" in API group "${group}" ${where}${because}`;
  return forbidden({ group, resource }, name, text);
}
