/** Eviction (policy/v1): a deletion that respects the pod's disruption budget. */
import type { Admission } from '../../admission/admission.ts';
import { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { badRequest, conflict, internalError, type StatusError, tooManyRequests } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import type { ResourceStore } from '../../registry/store/store.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import { cloneJson } from '../../util/clone.ts';
import { parseDeleteOptions } from '../options/delete-options.ts';
import { respondValue } from '../respond/json.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted } from './read-body.ts';

const GVK = { group: 'policy', version: 'v1', kind: 'Eviction' };
const RETRY_AFTER_SECONDS = 10;
const VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget.";
const SEVERAL_BUDGETS =
  'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';

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
  const { object: eviction, options } = await readPosted(context, GVK, 'V1Eviction');
  const named = eviction.metadata.name;
  if (named && named !== info.name) throw badRequest('name in URL does not match name in Eviction object');
  const deletion = parseDeleteOptions(new URLSearchParams(), eviction.deleteOptions ?? {});
  const dryRun = options.dryRun || deletion.dryRun;
  const attributes = {
    operation: 'CREATE' as const,
    kind: GVK,
    resource: { group: '', version: 'v1', resource: 'pods' },
    subresource: 'eviction',
    namespace: info.namespace,
    name: info.name,
    object: eviction,
    oldObject: undefined,
    options: {},
    dryRun,
    user: context.user,
    warn: (text: string) => context.warnings.push(text),
  };
  await ports.admission.mutate(attributes);
  await ports.admission.validate(attributes);
  const pod = ports.pods.get(info.namespace, info.name).object;
  if (needsBudget(pod)) await takeFromBudget(ports, context, pod, dryRun);
  await ports.pods.delete(info.name, {
    ...deletion,
    namespace: info.namespace,
    user: context.user,
    dryRun,
    admit: (_object, oldObject) =>
      ports.admission.validate({ ...attributes, operation: 'DELETE', subresource: '', object: undefined, oldObject }),
    warn: (text) => context.warnings.push(text),
  });
  return respondValue(context.request, 201, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  });
}

/** A pod that has ended, waits to start or already goes disrupts nothing. */
function needsBudget({ status = {}, metadata }: KubeObject): boolean {
  return !['Succeeded', 'Failed', 'Pending'].includes(status.phase) && metadata.deletionTimestamp === undefined;
}

async function takeFromBudget(
  { budgets, now }: EvictionPorts,
  context: RequestContext,
  pod: KubeObject,
  dryRun: boolean,
): Promise<void> {
  const { namespace = '', name = '' } = pod.metadata;
  const found = budgetsOf(budgets, pod);
  if (found.length > 1) throw internalError(SEVERAL_BUDGETS);
  const budget = found[0];
  if (!budget || mayGoUnhealthy(pod, budget)) return;
  await budgets.update(budget.metadata.name!, {
    namespace,
    user: context.user,
    dryRun,
    subresource: { prepareForUpdate: () => {} },
    admit: () => {},
    warn: () => {},
    transform: (current) => disrupt(current!, name, rfc3339(now())),
  });
}

function budgetsOf(budgets: ResourceStore, pod: KubeObject): KubeObject[] {
  const prefix = `${budgets.resource.prefix}${pod.metadata.namespace}/`;
  return budgets.cache
    .snapshot()
    .page(prefix)
    .objects.map(({ object }) => object)
    .filter((budget) => LabelSelector.fromObject(budget.spec?.selector)?.matches(pod.metadata.labels));
}

/** A pod that is not ready counts for nothing, where the budget says so. */
function mayGoUnhealthy(pod: KubeObject, { spec = {}, status = {} }: KubeObject): boolean {
  const conditions: { type: string; status: string }[] = pod.status?.conditions ?? [];
  if (conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True')) return false;
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return status.desiredHealthy > 0 && status.currentHealthy >= status.desiredHealthy;
}

function disrupt(current: KubeObject, podName: string, now: string): KubeObject {
  const { metadata, status = {} } = current;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    const text = `The disruption budget ${metadata.name} is still being processed by the server.`;
    throw refusal(text);
  }
  if ((status.disruptionsAllowed ?? 0) < 0) {
    throw conflict(
      { group: 'policy', resource: 'poddisruptionbudgets' },
      metadata.name!,
      'pdb disruptions allowed is negative',
    );
  }
  if ((status.disruptionsAllowed ?? 0) === 0) {
    const needs = `The disruption budget ${metadata.name} needs ${status.desiredHealthy ?? 0} healthy pods and has ${status.currentHealthy ?? 0} currently`;
    throw refusal(needs);
  }
  const budget = cloneJson(current);
  delete budget.metadata.resourceVersion;
  budget.status.disruptionsAllowed -= 1;
  budget.status.disruptedPods = { ...budget.status.disruptedPods, [podName]: now };
  return budget;
}

function refusal(message: string): StatusError {
  const error = tooManyRequests(VIOLATION, RETRY_AFTER_SECONDS);
  error.details!.causes = [{ reason: 'DisruptionBudget', message }];
  return error;
}
