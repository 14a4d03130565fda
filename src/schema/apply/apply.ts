/** Server-side apply: merging what a manager applies, and settling who owns what (apimachinery's managedfields). */
import { isJsonObject, type JsonObject, type KubeObject, parseApiVersion } from '../../api/object.ts';
import { badRequest, unknownError } from '../../api/status.ts';
import { equalJson } from '../../util/json-value.ts';
import { atOnce, type Steps } from '../../util/pause.ts';
import { Changes, dispossess, lossesTo } from './changes.ts';
import { type Conflicts, conflictError } from './conflicts.ts';
import { fieldsOf } from './extract.ts';
import {
  type FieldManagement,
  managerName,
  tracked,
  withManagedFields,
  withoutManagedFields,
} from './field-management.ts';
import { difference, EMPTY, equalSets, type FieldSet, isEmpty, recursiveDifference } from './field-set.ts';
import { fieldsLastApplied, KUBECTL, renewLastApplied } from './last-applied.ts';
import { decodeManagers, encodeManagers, identityOf, type Manager, type Managers, sameManagers } from './managers.ts';
import { prune } from './prune.ts';
import { TypedError } from './typed-error.ts';
import { mergeApplied } from './typed-merge.ts';
import { afterUpdate } from './update.ts';
import { validateApplied } from './validate-applied.ts';
import { zeroObject } from './zero-value.ts';

export interface ApplyRequest extends FieldManagement {
  /** What is stored; absent when the apply creates the object. */
  readonly live?: KubeObject;
  /** What the client sent, as it was sent: neither decoded into its kind nor defaulted. */
  readonly applied: JsonObject;
  /** Takes the fields that others own. */
  readonly force: boolean;
}

/**
 * The live object with what is applied, its managedFields up to date; the live object itself when nothing changes. The
 * result must be decoded and defaulted like that of any patch: what is applied as null, or has nothing left in it, is
 * null. Changes nothing that it is handed.
 * @throws StatusError 409 for fields that others own, unless forced; 400 for another kind than the request's, or for
 *   managedFields in what is applied; 500, as upstream, for what does not fit the schema
 */
export function applyPatch(request: ApplyRequest): KubeObject {
  return atOnce(applySteps(request));
}

/** `applyPatch`, for objects that may be big. */
export function* applySteps(request: ApplyRequest): Steps<KubeObject> {
  checkApplied(request);
  yield;
  try {
    return yield* applyChecked(request);
  } catch (error) {
    if (!(error instanceof TypedError)) throw error;
    throw unknownError(`failed to create typed live object (${nameOf(request.live ?? {})}): ${error.message}`);
  }
}

function checkApplied({ applied, apiVersion, schema }: ApplyRequest): void {
  if (applied.apiVersion !== apiVersion || applied.kind !== schema.typeName) {
    throw badRequest(`invalid object type: ${showKind(applied)}`);
  }
  if (isJsonObject(applied.metadata) && (applied.metadata.managedFields ?? null) !== null) {
    throw badRequest('metadata.managedFields must be nil');
  }
  try {
    validateApplied(applied, schema);
  } catch (error) {
    throw unknownError(`failed to create typed patch object (${nameOf(applied)}): ${(error as Error).message}`);
  }
}

function nameOf(object: JsonObject): string {
  return `${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}; ${showKind(object)}`;
}

function showKind({ apiVersion, kind }: JsonObject): string {
  const { group, version } = parseApiVersion(String(apiVersion ?? ''));
  return `${group}/${version}, Kind=${kind ?? ''}`;
}

function* applyChecked(request: ApplyRequest): Steps<KubeObject> {
  const live = request.live ? withoutManagedFields(request.live) : {};
  const stored = decode(request);
  const managers = managersBefore(live, stored, request);
  yield;
  const { object, managers: after } = yield* applyOrThrow(live, managers, request);
  yield;
  if (request.live && object === live && sameManagers(stored, after)) return request.live;
  const renewed = request.manager === KUBECTL ? renewLastApplied(object, request.applied) : object;
  return withManagedFields(renewed, encodeManagers(after));
}

/** An object that nobody tracked so far belongs to whoever came before its first apply. */
function managersBefore(live: JsonObject, stored: Managers, request: ApplyRequest): Managers {
  if (!request.live || stored.size > 0) return stored;
  const changes = new Changes(zeroObject(request.schema), live, request);
  return afterUpdate(stored, changes, { ...request, manager: 'before-first-apply' });
}

function decode({ live }: ApplyRequest): Managers {
  try {
    return decodeManagers(live?.metadata.managedFields);
  } catch (error) {
    throw unknownError(`failed to decode managed fields: ${(error as Error).message}`);
  }
}

interface Applied {
  /** The live object itself when it is as it was. */
  readonly object: JsonObject;
  readonly managers: Managers;
  readonly conflicts: Conflicts;
}

/** kubectl takes, unasked, what it owned by client-side apply. */
function* applyOrThrow(live: JsonObject, managers: Managers, request: ApplyRequest): Steps<Applied> {
  const result = yield* applyOnce(live, managers, request);
  if (request.force || result.conflicts.size === 0) return result;
  const allowed = request.manager === KUBECTL ? fieldsLastApplied(live, request) : undefined;
  const conflicts = withoutFields(result.conflicts, allowed ?? EMPTY);
  if (conflicts.size > 0) throw conflictError(conflicts, managers);
  return result;
}

function withoutFields(conflicts: Conflicts, allowed: FieldSet): Conflicts {
  return new Map(
    [...conflicts]
      .map(([identity, fields]) => [identity, difference(fields, allowed)] as const)
      .filter(([, fields]) => !isEmpty(fields)),
  );
}

/** What comes of it when all conflicts are forced. */
function* applyOnce(live: JsonObject, managers: Managers, request: ApplyRequest): Steps<Applied> {
  const { schema, applied, apiVersion, subresource, resetFields = EMPTY } = request;
  const writer = { name: managerName(request), operation: 'Apply' as const, apiVersion, subresource };
  const identity = identityOf(writer);
  const last = managers.get(identity);
  const fields = recursiveDifference(fieldsOf(applied, schema), resetFields);
  const claiming = new Map<string, Manager>(managers).set(identity, { ...writer, time: last?.time, fields });

  yield;
  const applying = mergeApplied(live, applied, schema);
  yield;
  const merged = prune(applying, claiming, last, request);
  yield;
  const object = request.live && equalJson(live, merged) ? live : merged;
  const changes = new Changes(live, object, request);
  const conflicts = lossesTo(claiming, changes, identity);
  yield;
  const settled = dispossess(claiming, changes, conflicts, identity);
  const time = object === live ? last?.time : request.now;
  claim(settled, identity, { ...writer, time, fields: tracked(fields) }, last);
  return { object, managers: settled, conflicts };
}

function claim(managers: Map<string, Manager>, identity: string, manager: Manager, last: Manager | undefined): void {
  const isUnchanged = last && last.apiVersion === manager.apiVersion && equalSets(last.fields, manager.fields);
  if (isEmpty(manager.fields)) managers.delete(identity);
  else if (isUnchanged) managers.set(identity, manager.time === last.time ? last : { ...last, time: manager.time });
  else managers.set(identity, manager);
}
