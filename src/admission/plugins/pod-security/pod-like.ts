/** The pod in a pod, and in what makes pods. */
import { type KubeObject, qualifiedName } from '../../../api/object.ts';
import type { V1PodTemplateSpec } from '../../../schema/generated/types.ts';
import type { PodLike } from './checks/check.ts';

type TemplateOf = (object: KubeObject) => V1PodTemplateSpec | undefined;

const ofSpec: TemplateOf = ({ spec }) => spec?.template;

const WORKLOADS: ReadonlyMap<string, TemplateOf> = new Map<string, TemplateOf>([
  ['podtemplates', ({ template }) => template as V1PodTemplateSpec | undefined],
  ['replicationcontrollers', ofSpec],
  ['replicasets.apps', ofSpec],
  ['deployments.apps', ofSpec],
  ['statefulsets.apps', ofSpec],
  ['daemonsets.apps', ofSpec],
  ['jobs.batch', ofSpec],
  ['cronjobs.batch', ({ spec }) => spec?.jobTemplate?.spec?.template],
]);

/** Every resource that has a pod in it, beside pods: `deployments.apps`. */
export const WORKLOAD_RESOURCES: readonly string[] = [...WORKLOADS.keys()];

export function isWorkload({ group, resource }: { group: string; resource: string }): boolean {
  return WORKLOADS.has(qualifiedName(group, resource));
}

/** undefined: it has no template; a replication controller may do without. */
export function podOfWorkload(
  { group, resource }: { group: string; resource: string },
  object: KubeObject,
): PodLike | undefined {
  const template = WORKLOADS.get(qualifiedName(group, resource))?.(object);
  return template && podLike(template);
}

/** @param pod a Pod, or a template */
export function podLike({ metadata, spec }: Pick<V1PodTemplateSpec, 'metadata' | 'spec'>): PodLike {
  return { annotations: metadata?.annotations ?? {}, spec: spec ?? {} };
}
