/**
 * What a claim gives needs more than the right to write claims: administrators' access a namespace that is marked for
 * it, the binding of devices and what drivers say of them rights of their own.
 */
import { type FieldError, type FieldPath, forbiddenField, path } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import { invalid } from '../../api/status.ts';
import { refusal } from '../../authorization/refusal.ts';
import { serviceAccountOf } from '../../request/user-info.ts';
import type {
  V1AllocatedDeviceStatus,
  V1AllocationResult,
  V1DeviceRequest,
  V1ResourceClaimStatus,
} from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { GrantContext } from '../strategy.ts';
import { deviceIdentity, type ResourceClaim } from './claim-status.ts';

const GROUP = 'resource.k8s.io';
const ADMIN_LABEL = 'resource.kubernetes.io/admin-access';
const NODE_NAME = 'authentication.kubernetes.io/node-name';
const STATUS = path('status');

/** @throws StatusError 422 */
export async function confirmAdminRequests(
  object: KubeObject,
  requests: readonly V1DeviceRequest[] | null | undefined,
  context: GrantContext,
): Promise<void> {
  const first = requests?.findIndex(({ exactly }) => exactly?.adminAccess) ?? -1;
  if (first < 0) return;
  // As upstream has it, without `exactly` and without where a template holds its claim.
  refuse(object, unlessMarked(path('spec', 'devices', 'requests').index(first).child('adminAccess'), context));
}

/** @throws StatusError 422 */
export async function confirmStatus(
  claim: ResourceClaim,
  old: ResourceClaim | undefined,
  context: GrantContext,
): Promise<void> {
  const status = claim.status ?? {};
  const before = old?.status ?? {};
  refuse(claim, [
    ...adminErrors(status, before, context),
    ...(await bindingErrors(status, before, context)),
    ...(await driverErrors(status, before, context)),
  ]);
}

function refuse({ kind, metadata }: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: GROUP, kind }, metadata.name ?? '', errors);
}

function unlessMarked(at: FieldPath, { known, namespace }: GrantContext): FieldError[] {
  const { labels } = known.find('', 'namespaces', '', namespace)?.metadata ?? {};
  if (labels?.[ADMIN_LABEL] === 'true') return [];
  const detail = `admin access to devices requires the \`${ADMIN_LABEL}: true\` label on the containing namespace`;
  return [forbiddenField(at, detail)];
}

/** What was granted is fixed: it is not asked for again. */
function adminErrors(status: V1ResourceClaimStatus, old: V1ResourceClaimStatus, context: GrantContext): FieldError[] {
  const first = adminResult(status);
  if (first < 0 || adminResult(old) >= 0) return [];
  return unlessMarked(STATUS.child('allocation', 'devices', 'results').index(first).child('adminAccess'), context);
}

function adminResult({ allocation }: V1ResourceClaimStatus): number {
  return (allocation?.devices?.results ?? []).findIndex(({ adminAccess }) => adminAccess);
}

/** The scheduler binds claims, in the whole cluster. */
async function bindingErrors(
  status: V1ResourceClaimStatus,
  old: V1ResourceClaimStatus,
  context: GrantContext,
): Promise<FieldError[]> {
  if (deepEqual(status.allocation, old.allocation) && deepEqual(status.reservedFor, old.reservedFor)) return [];
  const why = await whyNot({ ...context, namespace: '', name: '' }, 'binding');
  if (why === undefined) return [];
  const needed = `resource="resourceclaims/binding", verb="${context.verb}" permission`;
  return [forbiddenField(STATUS, `changing status.allocation or status.reservedFor requires ${needed}: ${why}`)];
}

/** A driver tells of its own devices; one that runs on the claim's node needs less than one that runs anywhere. */
async function driverErrors(
  status: V1ResourceClaimStatus,
  old: V1ResourceClaimStatus,
  context: GrantContext,
): Promise<FieldError[]> {
  const drivers = driversOfChanges(status.devices ?? [], old.devices ?? []);
  const prefixes = runsOnNodeOf(status.allocation, context)
    ? ['associated-node', 'arbitrary-node']
    : ['arbitrary-node'];
  const verbs = prefixes.map((prefix) => `${prefix}:${context.verb}`);
  const errors: FieldError[] = [];
  for (const driver of drivers) {
    const why = await whyNotAny(verbs, { ...context, name: driver });
    if (why === undefined) continue;
    const needed = `resource="resourceclaims/driver", verb="[${verbs.join(' ')}]" permission`;
    errors.push(forbiddenField(STATUS.child('devices'), `changing status.devices requires ${needed}: ${why}`));
  }
  return errors;
}

/** Sorted: of each device that is told of otherwise than before, or no longer. */
function driversOfChanges(
  devices: readonly V1AllocatedDeviceStatus[],
  old: readonly V1AllocatedDeviceStatus[],
): string[] {
  const left = new Map(old.map((device) => [deviceIdentity(device), device]));
  const changed = devices.filter((device) => {
    const identity = deviceIdentity(device);
    const before = left.get(identity);
    left.delete(identity);
    return !before || !deepEqual(before, device);
  });
  return [...new Set([...changed, ...left.values()].map(({ driver = '' }) => driver))].sort();
}

/** A service account of a pod on the one node that the devices are on. */
function runsOnNodeOf(allocation: V1AllocationResult | undefined, { user }: GrantContext): boolean {
  const [name, ...more] = user.extra?.[NODE_NAME] ?? [];
  if (name === undefined || more.length > 0 || !serviceAccountOf(user.name)) return false;
  return isDns1123Subdomain(name).length === 0 && name === onlyNodeOf(allocation);
}

function onlyNodeOf(allocation: V1AllocationResult | undefined): string | undefined {
  const [term, ...moreTerms] = allocation?.nodeSelector?.nodeSelectorTerms ?? [];
  const [field, ...moreFields] = term?.matchFields ?? [];
  if (!field || moreTerms.length > 0 || moreFields.length > 0 || term?.matchExpressions?.length) return undefined;
  const isNode = field.key === 'metadata.name' && field.operator === 'In' && field.values?.length === 1;
  return isNode ? field.values?.[0] : undefined;
}

/** @returns why not for the first of the verbs, where none is allowed */
async function whyNotAny(verbs: readonly string[], context: GrantContext): Promise<string | undefined> {
  const refusals: string[] = [];
  for (const verb of verbs) {
    const why = await whyNot({ ...context, verb }, 'driver');
    if (why === undefined) return undefined;
    refusals.push(why);
  }
  return refusals[0];
}

async function whyNot(
  { authorizer, name, namespace, user, verb }: GrantContext,
  subresource: 'binding' | 'driver',
): Promise<string | undefined> {
  const asked = {
    ...{ user, verb, namespace, name, subresource },
    ...{ isResourceRequest: true, group: GROUP, version: 'v1', resource: 'resourceclaims', path: '' },
  };
  const decision = await authorizer.authorize(asked);
  return decision.outcome === 'allow' ? undefined : refusal(asked, decision.reason).message;
}
