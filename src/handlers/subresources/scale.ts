/** The scale subresource (autoscaling/v1 Scale): a view of the replicas of a workload. */
import { path } from '../../api/field.ts';
import { apiVersionOf, type KubeObject } from '../../api/object.ts';
import { conflict, invalid, OBJECT_MODIFIED, StatusError } from '../../api/status.ts';
import { validateNonnegative } from '../../registry/validation/common.ts';
import type { ApiResponse } from '../../request/http.ts';
import { mediaTypeOf } from '../../request/negotiate.ts';
import { applyPatch } from '../../schema/apply/apply.ts';
import { parentManagedFields, scaleManagedFields } from '../../schema/apply/scale.ts';
import { strategicMerge } from '../../schema/merge/strategic-merge.ts';
import { applyJsonPatch } from '../../schema/patch/json-patch.ts';
import { applyMergePatch } from '../../schema/patch/merge-patch.ts';
import { schemaOf } from '../../schema/schema-of.ts';
import { cloneJson } from '../../util/clone.ts';
import { mutate, validator, warn } from '../admit.ts';
import { bodyFormat, MAX_BODY_BYTES, setName, setNamespace } from '../body.ts';
import { decodeApplied, decodeBody, decodePatch, decodePatched } from '../decode-body.ts';
import { fieldManagement, setManagedFields, trackFields } from '../field-manager.ts';
import { parseWriteOptions, type WriteOptions } from '../options/write-options.ts';
import { headerOf, negotiateOrFail, respondValue } from '../respond/json.ts';
import { type Handler, type Scope, servedApiVersion } from '../scope.ts';

const SCALE_VERSION = { version: 'v1', model: 'V1Scale', kind: 'Scale' };

/** The scope's own kind for decoding is Scale, whatever the workload's is. */
function scaleScope(scope: Scope): Scope {
  const { status: _, ...parent } = scope.resource;
  const resource = { ...parent, group: 'autoscaling', kind: 'Scale', storedVersion: 'v1', versions: [SCALE_VERSION] };
  return { ...scope, resource, version: SCALE_VERSION, schema: schemaOf('V1Scale') };
}

function scaleOf({ resource }: Scope, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const scale = resource.scale!;
  const selector = scale.selector(object);
  const replicas = scale.replicas(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubeObject['metadata'],
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: scale.statusReplicas(object), ...(selector && { selector }) },
  };
}

function replicasPaths({ resource }: Scope): Map<string, readonly string[]> {
  return new Map(
    resource.versions.map(({ version }) => [apiVersionOf({ group: resource.group, version }), ['spec', 'replicas']]),
  );
}

function getScale(scope: Scope): ApiResponse {
  const { object } = scope.store.get(scope.info.namespace, scope.info.name);
  return respondValue(scope.context.request, 200, scaleOf(scope, object));
}

async function updateScale(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'object-only');
  const options = parseWriteOptions(request.query, 'UpdateOptions');
  const format = bodyFormat(scope);
  const scales = scaleScope(scope);
  const wanted = await decodeBody(scales, await request.body(MAX_BODY_BYTES), format, options.fieldValidation);
  setName(scope, wanted);
  setNamespace(scope, wanted);
  return writeScale(scope, options, (live) => {
    const scale = cloneJson(wanted);
    trackFields(scales, scale, live, options.fieldManager);
    return scale;
  });
}

type Patcher = (current: KubeObject, patch: any) => unknown;
const PATCHERS = new Map<string, Patcher>([
  ['application/json-patch+json', applyJsonPatch],
  ['application/merge-patch+json', applyMergePatch],
  ['application/strategic-merge-patch+json', (current, patch) => strategicMerge(current, patch, schemaOf('V1Scale'))],
]);

async function patchScale(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'object-only');
  const type = mediaTypeOf(headerOf(request, 'content-type'));
  if (type === 'application/apply-patch+yaml') return applyScale(scope);
  const patcher = PATCHERS.get(type);
  if (!patcher) throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  const options = parseWriteOptions(request.query, 'PatchOptions');
  const patch = decodePatch(await request.body(MAX_BODY_BYTES));
  const scales = scaleScope(scope);
  return writeScale(scope, options, (live) => {
    const scale = decodePatched(scales, patcher(live, patch), patch, options.fieldValidation);
    if (scale.metadata.resourceVersion === live.metadata.resourceVersion) delete scale.metadata.resourceVersion;
    trackFields(scales, scale, live, options.fieldManager);
    return scale;
  });
}

async function applyScale(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  const options = parseWriteOptions(request.query, 'PatchOptions', 'apply');
  const scales = scaleScope(scope);
  const applied = await decodeApplied(scales, await request.body(MAX_BODY_BYTES), options.fieldValidation);
  setName(scope, applied);
  setNamespace(scope, applied);
  return writeScale(scope, options, (live) => {
    const management = fieldManagement(scales, options.fieldManager);
    const merged = applyPatch({ ...management, live, applied, force: options.force });
    const scale = decodePatched(scales, merged, applied, options.fieldValidation);
    if (!applied.metadata.resourceVersion) delete scale.metadata.resourceVersion;
    return scale;
  });
}

/** @param make the wanted Scale, its managedFields included, from the one that is */
async function writeScale(
  scope: Scope,
  { dryRun }: WriteOptions,
  make: (live: KubeObject) => KubeObject,
): Promise<ApiResponse> {
  const { object } = await scope.store.update(scope.info.name, {
    namespace: scope.info.namespace,
    user: scope.context.user,
    dryRun,
    admit: validator(scope, 'UPDATE', dryRun),
    warn: (text) => warn(scope, text),
    transform: async (current) => {
      const scaled = scaleTo(scope, current!, make);
      const mutating = mutate(scope, { operation: 'UPDATE', object: scaled, oldObject: current, dryRun });
      if (mutating) await mutating;
      return scaled;
    },
  });
  return respondValue(scope.context.request, 200, scaleOf(scope, object.object));
}

function scaleTo(scope: Scope, current: KubeObject, make: (live: KubeObject) => KubeObject): KubeObject {
  const paths = replicasPaths(scope);
  const parent = current.metadata.managedFields;
  const live = scaleOf(scope, current);
  setManagedFields(live, scaleManagedFields(parent, paths));
  const scale = make(live);
  checkScale(scope, current, scale);
  const scaled = cloneJson(current);
  delete scaled.metadata.resourceVersion;
  scope.resource.scale!.setReplicas(scaled, scale.spec?.replicas ?? 0);
  const apiVersion = servedApiVersion(scope);
  setManagedFields(scaled, parentManagedFields(parent, scale.metadata.managedFields, apiVersion, paths));
  return scaled;
}

function checkScale({ resource }: Scope, current: KubeObject, scale: KubeObject): void {
  const { name = '', uid, resourceVersion } = scale.metadata;
  const target = { group: resource.group, resource: resource.name };
  if (uid && uid !== current.metadata.uid) {
    throw conflict(
      target,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
    );
  }
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) {
    throw conflict(target, name, OBJECT_MODIFIED);
  }
  const errors = validateNonnegative(scale.spec?.replicas, path('spec', 'replicas'));
  if (errors.length > 0) throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, errors);
}

export const scaleHandlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['get', getScale],
  ['update', updateScale],
  ['patch', patchScale],
]);
