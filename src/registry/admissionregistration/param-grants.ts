/**
 * Threat: a policy's expressions read its parameters, and its messages may tell them. Who writes a policy or a binding
 * must be allowed to read those objects themselves.
 */
import { type FieldPath, forbiddenField, path } from '../../api/field.ts';
import { type KubeObject, parseApiVersion } from '../../api/object.ts';
import { invalid } from '../../api/status.ts';
import { GROUP_MASTERS, type UserInfo } from '../../request/user-info.ts';
import type { V1ParamKind, V1ParamRef } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { GrantContext } from '../strategy.ts';

const GROUP = 'admissionregistration.k8s.io';
const EVERYTHING = { group: '*', version: '*', resource: '*' };

interface Policy extends KubeObject {
  spec?: { paramKind?: V1ParamKind };
}

interface Binding extends KubeObject {
  spec?: { policyName?: string; paramRef?: V1ParamRef };
}

/** @throws StatusError 422 */
export async function confirmParamKind(
  policy: Policy,
  old: Policy | undefined,
  context: GrantContext,
  isWellFormed: () => boolean,
): Promise<void> {
  const kind = policy.spec?.paramKind;
  const before = old?.spec?.paramKind;
  if (!kind || (before && deepEqual(kind, before)) || isMaster(context.user) || !isWellFormed()) return;
  const refused = await refusedReading({ verb: 'get', namespace: '*', name: '*' }, placeOf(kind, context), context);
  if (refused === undefined) return;
  const needed = `must have "get" permission on all objects of the referenced paramKind (kind=${kind.kind}, apiVersion=${kind.apiVersion})`;
  refuse(policy, path('spec', 'paramKind'), refused.failure ?? `user ${goUser(context.user)} ${needed}`);
}

export interface PolicyKind {
  /** Of the policies that these bindings are for. */
  readonly resource: 'mutatingadmissionpolicies' | 'validatingadmissionpolicies';
  /** Upstream has one text with verb and user the wrong way round. */
  readonly swapsWords?: boolean;
}

/** @throws StatusError 422 */
export async function confirmParamRef(
  policies: PolicyKind,
  binding: Binding,
  old: Binding | undefined,
  context: GrantContext,
  isWellFormed: () => boolean,
): Promise<void> {
  const { paramRef: reference, policyName = '' } = binding.spec ?? {};
  if (!reference || isMaster(context.user)) return;
  const before = old?.spec;
  if (before && deepEqual(reference, before.paramRef) && policyName === before.policyName) return;
  if (!isWellFormed()) return;
  const policy = context.known.find(GROUP, policies.resource, '', policyName) as Policy | undefined;
  const kind = policy?.spec?.paramKind;
  const place = kind ? placeOf(kind, context) : EVERYTHING;
  const { name = '', namespace = '' } = reference;
  const verb = name === '' ? 'list' : 'get';
  const refused = await refusedReading({ verb, namespace, name }, place, context);
  if (refused === undefined) return;
  const user = goUser(context.user);
  const lacksAll = `to determine minimum required permissions and user ${user} does not have "${verb}" permission for all groups, versions and resources`;
  const [who, what] = policies.swapsWords ? [verb, user] : [user, verb];
  refuse(
    binding,
    path('spec', 'paramRef'),
    (refused.failure && `failed to authorize request: ${refused.failure}`) ??
      (!policy ? `unable to get policy ${policyName} ${lacksAll}` : undefined) ??
      (kind && place.resource === '*'
        ? `unable to resolve paramKind &{${kind.apiVersion} ${kind.kind}} ${lacksAll}`
        : `user ${who} does not have "${what}" permission on the object referenced by paramRef`),
  );
}

/** Of a kind that nobody knows: all resources of its group. */
function placeOf({ apiVersion = '', kind = '' }: V1ParamKind, { known }: GrantContext): typeof EVERYTHING {
  return { ...parseApiVersion(apiVersion), resource: known.resourceOf(apiVersion, kind) ?? '*' };
}

/** @returns nothing where it is allowed; else why it could not be decided, if it could not */
async function refusedReading(
  asked: { readonly verb: string; readonly namespace: string; readonly name: string },
  place: typeof EVERYTHING,
  { authorizer, user }: GrantContext,
): Promise<{ readonly failure: string | undefined } | undefined> {
  const question = { user, isResourceRequest: true, subresource: '', path: '', ...asked, ...place };
  const decision = await authorizer.authorize(question);
  if (decision.outcome === 'allow') return undefined;
  const failed = decision.outcome === 'deny' && decision.failed === true;
  return { failure: failed ? decision.reason : undefined };
}

function refuse({ kind, metadata }: KubeObject, at: FieldPath, why: string): never {
  throw invalid({ group: GROUP, kind }, metadata.name ?? '', [forbiddenField(at, why)]);
}

function isMaster({ groups }: UserInfo): boolean {
  return groups.includes(GROUP_MASTERS);
}

/** As Go prints it. */
function goUser({ extra = {}, groups, name, uid = '' }: UserInfo): string {
  const entries = Object.keys(extra)
    .sort()
    .map((key) => `${key}:[${extra[key]!.join(' ')}]`);
  return `&{${name} ${uid} [${groups.join(' ')}] map[${entries.join(' ')}]}`;
}
