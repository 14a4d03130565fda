/** A workload as its Scale (autoscaling/v1), and the scope in which bodies of that kind are read. */
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../api/object.ts';
import type { ReplicasPaths } from '../../schema/apply/scale.ts';
import { schemaOf } from '../../schema/schema-of.ts';
import type { Scope } from '../scope.ts';

export const SCALE: GroupVersionKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
const SCALE_VERSION = { version: SCALE.version, model: 'V1Scale', kind: SCALE.kind };

/** The scope's own kind for decoding is Scale, whatever the workload's is. */
export function scaleScope(scope: Scope): Scope {
  const { status: _, ...parent } = scope.resource;
  const { group, kind, version: storedVersion } = SCALE;
  const versions = [SCALE_VERSION];
  const resource = { ...parent, group, kind, storedVersion, storedModel: SCALE_VERSION.model, versions };
  return { ...scope, resource, version: SCALE_VERSION, schema: schemaOf('V1Scale') };
}

export function scaleOf({ resource }: Scope, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const scale = resource.scale!;
  const selector = scale.selector(object);
  const replicas = scale.replicas(object);
  return {
    kind: SCALE.kind,
    apiVersion: apiVersionOf(SCALE),
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubeObject['metadata'],
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: scale.statusReplicas(object), ...(selector && { selector }) },
  };
}

/** Every kind that scales keeps its replicas in the same place. */
export function replicasPaths({ resource: { group, versions } }: Scope): ReplicasPaths {
  return new Map(versions.map(({ version }) => [apiVersionOf({ group, version }), ['spec', 'replicas']]));
}
