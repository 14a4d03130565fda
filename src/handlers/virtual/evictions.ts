/** Eviction (policy/v1): a deletion that respects the pod's disruption budget. */
import type { Admission } from '../../admission/admission.ts';
import type { KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import { checkPreconditions, type DeleteRequest } from '../../registry/store/delete.ts';
import type { ResourceStore } from '../../registry/store/store.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import { mutateSeen } from '../admit.ts';
import { type DeleteOptions, parseDeleteOptions } from '../options/delete-options.ts';
import { writing } from '../options/operation-options.ts';
import { creationOf } from './attributes.ts';
import { respondCreated } from './created.ts';
import { budgetOf, charge, isFreeToGo, stillProcessed } from './disruption-budget.ts';
import { markEvicted } from './disruption-target.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { checkPosted, readPosted } from './read-body.ts';

const GVK = { group: 'policy', version: 'v1', kind: 'Eviction' };
/** Clients that drain nodes have outlived the version that they were written for. */
const OLDER_VERSIONS = ['v1beta1'];

export interface EvictionPorts {
  readonly pods: ResourceStore;
  readonly budgets: ResourceStore;
  readonly admission: Admission;
  now(): number;
}

export function evictions(ports: EvictionPorts): VirtualEndpoint {
  return {
    group: '',
    version: 'v1',
    name: 'pods/eviction',
    singular: '',
    kind: 'Eviction',
    kindGroupVersion: { group: 'policy', version: 'v1' },
    namespaced: true,
    verbs: ['create'],
    handle: (context, info) => evict(ports, context, info),
  };
}

async function evict(ports: EvictionPorts, context: RequestContext, info: ResourceRequest): Promise<ApiResponse> {
  const { object: eviction, options } = await readPosted(context, GVK, 'V1Eviction', OLDER_VERSIONS);
  checkPosted(eviction, info);
  const deletion = parseDeleteOptions(new URLSearchParams(), eviction.deleteOptions ?? {});
  const dryRun = options.dryRun || deletion.dryRun;
  const creation = { ...writing('CreateOptions', options), dryRun };
  const attributes = creationOf(eviction, GVK, context, info, creation);
  await mutateSeen(ports.admission, context, attributes);
  checkPosted(eviction, info);
  await ports.admission.validate(attributes);
  await evictOnce(ports, context, info, { ...deletion, dryRun });
  return respondCreated(context.request);
}

async function evictOnce(
  ports: EvictionPorts,
  context: RequestContext,
  { namespace, name }: ResourceRequest,
  options: DeleteOptions,
): Promise<void> {
  const request = { namespace, user: context.user, dryRun: options.dryRun, admit: () => {}, warn: () => {} };
  const pod = ports.pods.get(namespace, name).object;
  // Before a budget is charged for nothing.
  checkPreconditions(ports.pods, pod, options);
  const budget = needsBudget(pod) ? budgetOf(ports.budgets, pod) : undefined;
  const isFree = !budget || isFreeToGo(pod, budget);
  if (!isFree) await charge(ports.budgets, budget.metadata.name!, name, rfc3339(ports.now()), request);
  // Threat: a pod that becomes ready after it was found free to go would leave without being charged.
  const seen = isFree && !hasEnded(pod) ? pod.metadata.resourceVersion : undefined;
  const deletion = { ...options, ...request, resourceVersion: options.resourceVersion ?? seen };
  const guarded = isFree && options.resourceVersion === undefined ? budget : undefined;
  await goUnchanged(markAndDelete(ports, name, deletion), guarded);
}

async function markAndDelete({ pods, now }: EvictionPorts, name: string, deletion: DeleteRequest): Promise<void> {
  const marked = deletion.dryRun ? undefined : await markEvicted(pods, name, deletion, now());
  const resourceVersion = marked && deletion.resourceVersion ? marked : deletion.resourceVersion;
  await pods.delete(name, { ...deletion, resourceVersion });
}

/**
 * A pod that changed under way is told to the client as a budget that is not settled: it will try again.
 * @param budget of which the pod was found free; undefined where only the client's own preconditions can fail
 */
async function goUnchanged(deletion: Promise<unknown>, budget: KubeObject | undefined): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    const changed = error instanceof StatusError && error.reason === 'Conflict';
    throw changed && budget ? stillProcessed(budget.metadata.name!) : error;
  }
}

/** A pod that has ended, waits to start or already goes disrupts nothing. */
function needsBudget(pod: KubeObject): boolean {
  return !hasEnded(pod) && pod.status?.phase !== 'Pending';
}

function hasEnded({ status = {}, metadata }: KubeObject): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed' || metadata.deletionTimestamp !== undefined;
}
