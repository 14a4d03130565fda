/** Objects as admission has them, in the versions that webhooks want to see. */
import type { MatchPorts, Target } from '../admission/matching/match.ts';
import type { Versions } from '../admission/matching/versions.ts';
import { apiVersionOf, type GroupVersionKind, isJsonObject, type KubeObject } from '../api/object.ts';
import { toServed, toStored } from '../handlers/scope.ts';
import type { Registry, Served } from '../registry/registry.ts';
import { assertKind, gvkOf } from '../schema/decode/body-kind.ts';
import { decodeKubeObject } from '../schema/decode/decode-object.ts';
import { fillUnset } from '../schema/fill-unset.ts';
import { modelOf } from '../schema/model-of.ts';
import type { ObjectSchema } from '../schema/schema.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { keptWhileServed } from './kept-while-served.ts';

export function objectVersions(registry: Registry): Versions {
  return {
    toTarget(target, object) {
      const served = servedAs(registry, target);
      return served ? toServed(served, object) : object;
    },
    fromTarget(target, value, unknownFields) {
      const served = servedAs(registry, target);
      if (!served) return decodeOther(target.kind, value, unknownFields);
      const object = toStored(served, decode(value, target.kind, served.schema, unknownFields));
      served.resource.strategy.defaults?.(object);
      return fillUnset(object, schemaOf(served.resource.storedModel));
    },
  };
}

/** Undefined where the target's objects are not the resource's own: a Scale, a Binding, options. */
function servedAs(registry: Registry, { resource, kind }: Target): Served | undefined {
  const served = registry.find(resource.group, resource.version, resource.resource);
  if (!served) return undefined;
  const own = kindOf(served);
  return own.kind === kind.kind && own.group === kind.group && own.version === kind.version ? served : undefined;
}

function kindOf({ resource, version }: Served): GroupVersionKind {
  return { group: resource.group, version: version.version, kind: version.kind ?? resource.kind };
}

function decodeOther(kind: GroupVersionKind, value: unknown, unknownFields?: 'refused'): KubeObject {
  const model = modelOf(kind);
  // Options of connections have no model; nothing reads them behind admission.
  return model === undefined ? (value as KubeObject) : decode(value, kind, schemaOf(model), unknownFields);
}

/** Threat: an object that was patched into another kind would be stored under this one's key. */
function decode(value: unknown, gvk: GroupVersionKind, schema: ObjectSchema, unknownFields?: 'refused'): KubeObject {
  if (!isJsonObject(value)) throw new Error('the object is no object any more');
  assertKind(gvkOf(value, gvk), { gvk });
  const whole = { ...(value as KubeObject), kind: gvk.kind, apiVersion: apiVersionOf(gvk) };
  const { object, strictErrors } = decodeKubeObject(whole, schema);
  if (unknownFields === 'refused' && strictErrors.length > 0) {
    throw new Error(`strict decoding error: ${strictErrors.join(', ')}`);
  }
  return object;
}

const SCALE: GroupVersionKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** Resources that share their objects, in the order in which they were added. */
export function equivalentResources(registry: Registry): MatchPorts['equivalents'] {
  const known = keptWhileServed(registry, (served: Served | undefined, subresource: string) =>
    served ? equivalentsOf(registry, served, subresource) : [],
  );
  return ({ group, version, resource: name }, subresource) => {
    return known(`${group}/${version}/${name}/${subresource}`, registry.find(group, version, name), subresource);
  };
}

function equivalentsOf(registry: Registry, served: Served, subresource: string) {
  const { prefix } = served.resource;
  return Array.from(registry.all())
    .filter((other) => other !== served && other.resource.prefix === prefix)
    .map((other) => ({
      resource: { group: other.resource.group, version: other.version.version, resource: other.resource.name },
      kind: kindFor(other, subresource),
    }));
}

function kindFor(served: Served, subresource: string): GroupVersionKind | undefined {
  const { scale, status, objectSubresources = {} } = served.resource;
  if (subresource === 'scale') return scale && SCALE;
  const isView =
    subresource === '' || (subresource === 'status' && status) || Object.hasOwn(objectSubresources, subresource);
  return isView ? kindOf(served) : undefined;
}
