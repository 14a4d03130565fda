/** What a webhook is told of a request, without the objects (admission.k8s.io AdmissionRequest). */
import type { GroupVersionKind, GroupVersionResource } from '../../api/object.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { AdmissionAttributes } from '../admission.ts';
import type { Target } from '../matching/match.ts';

export interface RequestFacts {
  readonly kind: GroupVersionKind;
  readonly resource: GroupVersionResource;
  readonly subResource?: string;
  readonly requestKind: GroupVersionKind;
  readonly requestResource: GroupVersionResource;
  readonly requestSubResource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly operation: string;
  readonly userInfo: object;
}

/** As Go writes it: what is empty is left out. */
export function requestFacts(attributes: AdmissionAttributes, { kind, resource }: Target): RequestFacts {
  const { subresource, name, namespace, operation, user } = attributes;
  return {
    kind: kindOf(kind),
    resource: resourceOf(resource),
    ...(subresource && { subResource: subresource }),
    requestKind: kindOf(attributes.kind),
    requestResource: resourceOf(attributes.resource),
    ...(subresource && { requestSubResource: subresource }),
    ...(name && { name }),
    ...(namespace && { namespace }),
    operation,
    userInfo: userInfoOf(user),
  };
}

function kindOf({ group, version, kind }: GroupVersionKind): GroupVersionKind {
  return { group, version, kind };
}

function resourceOf({ group, version, resource }: GroupVersionResource): GroupVersionResource {
  return { group, version, resource };
}

function userInfoOf({ name, uid, groups, extra }: UserInfo): object {
  return {
    ...(name && { username: name }),
    ...(uid && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(extra && Object.keys(extra).length > 0 && { extra }),
  };
}
