/**
 * What upstream compares a new object with: its Go type's zero value. Structs that Go holds by value, and fields that it
 * always writes, are there from the start; so creating an object does not make its creator the owner of `spec` as such,
 * nor of a required number that is 0.
 */
import type { JsonObject } from '../../api/object.ts';
import type { FieldSchema, ObjectSchema, Schema } from '../schema.ts';

/** Optional fields that Go holds by value though nothing in the schema says so, by definition. Every kind has the first three. */
const ROOT_STRUCTS: ReadonlySet<string> = new Set(['metadata', 'spec', 'status']);
const VALUE_STRUCTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['io.k8s.api.apps.v1.DaemonSetSpec', ['template', 'updateStrategy']],
  ['io.k8s.api.apps.v1.DeploymentSpec', ['template', 'strategy']],
  ['io.k8s.api.apps.v1.ReplicaSetSpec', ['template']],
  ['io.k8s.api.apps.v1.StatefulSetSpec', ['template', 'updateStrategy']],
  ['io.k8s.api.authentication.v1.TokenReviewStatus', ['user']],
  ['io.k8s.api.batch.v1.CronJobSpec', ['jobTemplate']],
  ['io.k8s.api.batch.v1.JobSpec', ['template']],
  ['io.k8s.api.batch.v1.JobTemplateSpec', ['metadata', 'spec']],
  ['io.k8s.api.core.v1.Event', ['involvedObject', 'source']],
  ['io.k8s.api.core.v1.NodeStatus', ['daemonEndpoints', 'nodeInfo']],
  ['io.k8s.api.core.v1.PersistentVolumeClaimSpec', ['resources']],
  ['io.k8s.api.core.v1.PodTemplate', ['template']],
  ['io.k8s.api.core.v1.PodTemplateSpec', ['metadata', 'spec']],
  ['io.k8s.api.core.v1.ServiceStatus', ['loadBalancer']],
  ['io.k8s.api.events.v1.Event', ['deprecatedSource', 'regarding']],
  ['io.k8s.api.networking.v1.IngressStatus', ['loadBalancer']],
  ['io.k8s.api.networking.v1.NetworkPolicySpec', ['podSelector']],
  ['io.k8s.api.resource.v1.ResourceClaimSpec', ['devices']],
  ['io.k8s.api.resource.v1.ResourceClaimTemplateSpec', ['metadata', 'spec']],
]);

const zeroObjects = new WeakMap<ObjectSchema, JsonObject>();

/** Not to be changed. Custom resources have no Go type: nothing is there from the start. */
export function zeroObject(kind: ObjectSchema): JsonObject {
  let zero = zeroObjects.get(kind);
  if (!zero) {
    zero = kind.name.startsWith('io.k8s.') ? zeroStruct(kind, true) : {};
    zeroObjects.set(kind, zero);
  }
  return zero;
}

function zeroStruct(struct: ObjectSchema, isRoot: boolean): JsonObject {
  const zero: JsonObject = {};
  const byValue = VALUE_STRUCTS.get(struct.name) ?? [];
  for (const [name, field] of struct.fields) {
    if (field.required || byValue.includes(name) || (isRoot && ROOT_STRUCTS.has(name))) zero[name] = zeroField(field);
  }
  return zero;
}

function zeroField({ schema }: FieldSchema): unknown {
  return schema.kind === 'object' ? zeroStruct(schema, false) : zeroScalar(schema);
}

function zeroScalar(schema: Schema): unknown {
  switch (schema.kind) {
    case 'string':
      return schema.format ? null : '';
    case 'integer':
    case 'number':
    case 'int-or-string':
      return 0;
    case 'boolean':
      return false;
    case 'quantity':
      return '0';
    default:
      return null;
  }
}
