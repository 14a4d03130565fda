import type { KubeObject } from '../../api/object.ts';
import type { Basis } from '../../request/credential.ts';
import type { ObjectName } from './account-user.ts';
import type { BoundClaims } from './bound-claims.ts';

export type LiveResource = Basis['resource'];

/** What is stored, from memory: asked on every request, so that a token dies with what it is bound to. */
export interface LiveObjects {
  /** @param namespace of no meaning for nodes */
  find(resource: LiveResource, namespace: string, name: string): KubeObject | undefined;
}

/** Clocks of several servers may differ by this much; upstream's. In milliseconds. */
export const LEEWAY = 60_000;

const INVALIDATED = 'service account token has been invalidated';

/** Upstream's words for each way in which what a token names can be other than it was. */
interface Refusals {
  readonly missing: string;
  readonly deleted: string;
  other(uid: string): string;
}

type Named = Pick<ObjectName, 'name'> & { readonly uid: string | undefined };

/** What `refusalByObjects` looks at. */
export function basesOf({ namespace, account, secret, pod, node }: BoundClaims): Basis[] {
  return [
    { resource: 'serviceaccounts', namespace, name: account.name },
    ...(secret ? [{ resource: 'secrets', namespace, name: secret.name } as const] : []),
    ...(pod ? [{ resource: 'pods', namespace, name: pod.name } as const] : []),
    ...(node && !pod ? [{ resource: 'nodes', namespace: '', name: node.name } as const] : []),
  ];
}

/** @returns why the token counts no more; undefined while everything that it is bound to is there */
export function refusalByObjects(claims: BoundClaims, live: LiveObjects, now: number): string | undefined {
  const { namespace, account, secret, pod, node } = claims;
  const check = (resource: LiveResource, named: Named, refusals: Refusals) =>
    refusal(live.find(resource, namespace, named.name), named, refusals, now);
  return (
    check('serviceaccounts', account, accountRefusals(namespace, account)) ??
    (secret && check('secrets', secret, boundRefusals('secret', secret.uid))) ??
    (pod && check('pods', pod, boundRefusals('pod', pod.uid))) ??
    // The node of a pod is told and not checked: the pod's end is the token's.
    (node && !pod ? check('nodes', node, boundRefusals('node', node.uid)) : undefined)
  );
}

function refusal(
  found: KubeObject | undefined,
  { uid: expected }: Named,
  refusals: Refusals,
  now: number,
): string | undefined {
  if (!found) return refusals.missing;
  const { uid = '', deletionTimestamp } = found.metadata;
  if (uid !== expected) return refusals.other(uid);
  return deletionTimestamp !== undefined && Date.parse(deletionTimestamp) < now - LEEWAY ? refusals.deleted : undefined;
}

function accountRefusals(namespace: string, { name, uid: expected }: ObjectName): Refusals {
  return {
    missing: `serviceaccounts "${name}" not found`,
    deleted: `service account ${namespace}/${name} has been deleted`,
    other: (uid) => `service account UID (${uid}) does not match claim (${expected})`,
  };
}

function boundRefusals(kind: string, expected: string | undefined): Refusals {
  return {
    missing: INVALIDATED,
    deleted: INVALIDATED,
    other: (uid) => `${kind} UID (${uid}) does not match service account ${kind} ref claim (${expected ?? ''})`,
  };
}
