/** The scale subresource (autoscaling/v1 Scale): reads and changes the replicas of a workload. */
import type { AdmissionAttributes } from '../../admission/admission.ts';
import { path } from '../../api/field.ts';
import { encodeJson } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { conflict, invalid, OBJECT_MODIFIED } from '../../api/status.ts';
import { validateNonnegative } from '../../registry/validation/common.ts';
import type { ApiResponse } from '../../request/http.ts';
import { applyPatch } from '../../schema/apply/apply.ts';
import { parentManagedFields, scaleManagedFields } from '../../schema/apply/scale.ts';
import { cloneJson } from '../../util/clone.ts';
import { deepFreeze } from '../../util/freeze.ts';
import { atOnce } from '../../util/pause.ts';
import { attributes, mutateSeen, timedFor, warn } from '../admit.ts';
import { bodyFormat, checkName, MAX_BODY_BYTES, setNamespace } from '../body.ts';
import { readApplied } from '../decode-applied.ts';
import { decodeBody } from '../decode-body.ts';
import { isApply, patchSteps, readPatch } from '../decode-patch.ts';
import { fieldManagement, setManagedFields, trackFields } from '../field-manager.ts';
import { fittingSteps } from '../fit-to-kind.ts';
import { writing } from '../options/operation-options.ts';
import { parseWriteOptions, type WriteOptions } from '../options/write-options.ts';
import { negotiateOrFail } from '../respond/json.ts';
import { type Handler, type Scope, servedApiVersion } from '../scope.ts';
import { respondScale } from './respond-scale.ts';
import { replicasPaths, SCALE, scaleOf, scaleScope } from './scale-view.ts';

function getScale(scope: Scope): ApiResponse {
  const { object } = scope.store.get(scope.info.namespace, scope.info.name);
  return respondScale(scope, scaleOf(scope, object));
}

async function updateScale(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'any');
  const options = parseWriteOptions(request.query, 'UpdateOptions');
  const format = bodyFormat(scope);
  const scales = scaleScope(scope);
  const wanted = await decodeBody(scales, await request.body(MAX_BODY_BYTES), format, options.fieldValidation);
  checkName(scope, wanted);
  setNamespace(scope, wanted);
  return writeScale(scope, options, (live) => {
    const scale = cloneJson(wanted);
    trackFields(scales, scale, live, options.fieldManager);
    return scale;
  });
}

async function patchScale(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'any');
  if (isApply(request)) return applyScale(scope);
  const options = parseWriteOptions(request.query, 'PatchOptions');
  const scales = scaleScope(scope);
  const patch = await readPatch(scales);
  return writeScale(scope, options, (live) => {
    const scale = atOnce(patchSteps(live, patch, scales, options.fieldValidation));
    checkName(scope, scale);
    setNamespace(scope, scale);
    trackFields(scales, scale, live, options.fieldManager);
    return scale;
  });
}

async function applyScale(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  const options = parseWriteOptions(request.query, 'PatchOptions', 'apply');
  const { fieldManager, fieldValidation, force } = options;
  const scales = scaleScope(scope);
  const applied = await readApplied(scope, fieldValidation);
  return writeScale(scope, options, (live) => {
    const merged = applyPatch({ ...fieldManagement(scales, fieldManager), live, applied, force });
    const shown = () => encodeJson(applied);
    return atOnce(fittingSteps(scales, { value: merged, current: live, fieldValidation, repeated: [], shown }));
  });
}

/** @param make the wanted Scale, its managedFields included, from the one that is */
async function writeScale(
  scope: Scope,
  options: WriteOptions,
  make: (live: KubeObject) => KubeObject,
): Promise<ApiResponse> {
  const { admission } = scope.dependencies;
  const { object } = await scope.store.update(scope.info.name, {
    namespace: scope.info.namespace,
    user: scope.context.user,
    dryRun: options.dryRun,
    admit: (written, old) =>
      admission.validate(seenAsScale(scope, options, frozenScale(scope, written), frozenScale(scope, old))),
    warn: (text) => warn(scope, text),
    timed: timedFor(scope.context),
    transform: async (current) => {
      const live = liveScale(scope, current!);
      const scale = make(live);
      await mutateSeen(admission, scope.context, seenAsScale(scope, options, scale, deepFreeze(live)));
      return scaledTo(scope, current!, scale);
    },
  });
  return respondScale(scope, scaleOf(scope, object.object));
}

/** Admission sees a Scale, whatever the workload is. */
function seenAsScale(
  scope: Scope,
  options: WriteOptions,
  object: KubeObject | undefined,
  oldObject: KubeObject | undefined,
): AdmissionAttributes {
  const step = { operation: 'UPDATE', object, oldObject, ...writing('UpdateOptions', options) } as const;
  return { ...attributes(scope, step), kind: SCALE };
}

function frozenScale(scope: Scope, object: KubeObject | undefined): KubeObject | undefined {
  return object && deepFreeze(liveScale(scope, object));
}

function liveScale(scope: Scope, object: KubeObject): KubeObject {
  const scale = scaleOf(scope, object);
  setManagedFields(scale, scaleManagedFields(object.metadata.managedFields, replicasPaths(scope)));
  return scale;
}

function scaledTo(scope: Scope, current: KubeObject, scale: KubeObject): KubeObject {
  checkScale(scope, current, scale);
  const scaled = cloneJson(current);
  scope.resource.scale!.setReplicas(scaled, scale.spec?.replicas ?? 0);
  const { managedFields } = current.metadata;
  const apiVersion = servedApiVersion(scope);
  const paths = replicasPaths(scope);
  setManagedFields(scaled, parentManagedFields(managedFields, scale.metadata.managedFields, apiVersion, paths));
  return scaled;
}

function checkScale({ resource }: Scope, current: KubeObject, scale: KubeObject): void {
  const { name = '', uid, resourceVersion } = scale.metadata;
  const { uid: found, resourceVersion: newest } = current.metadata;
  const target = { group: resource.group, resource: resource.name };
  if (uid && uid !== found) {
    const text = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${found}`;
    throw conflict(target, name, text);
  }
  if (resourceVersion && resourceVersion !== newest) throw conflict(target, name, OBJECT_MODIFIED);
  const errors = validateNonnegative(scale.spec?.replicas, path('spec', 'replicas'));
  if (errors.length > 0) throw invalid(SCALE, name, errors);
}

export const scaleHandlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['get', getScale],
  ['update', updateScale],
  ['patch', patchScale],
]);
