/** JSON patch (RFC 6902). */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { badRequest, requestEntityTooLarge, StatusError, unprocessable } from '../../api/status.ts';
import { atOnce, type Steps } from '../../util/pause.ts';
import { cannotUnmarshal } from './cannot-unmarshal.ts';
import { PlaceError } from './container.ts';
import { FailedOperation } from './failed-operation.ts';
import { approximateSize, isolate, restore } from './isolate.ts';
import { type CopyValue, perform, type RawOperation, TestFailed } from './operations.ts';

export const MAX_OPERATIONS = 10_000;
/** What all copies of one patch may add together, a small value counted as many bytes: each costs time. */
const MAX_COPIED_BYTES = 3 * 1024 * 1024;

/**
 * The object with the patch's operations done, in order. Neither argument is changed.
 * @throws FailedOperation 422 for an operation that cannot be done
 * @throws StatusError 400 for what is no JSON patch, 413 for too many operations, 422 for what leaves no object
 */
export function applyJsonPatch(object: JsonObject, patch: unknown): JsonObject {
  return atOnce(jsonPatchSteps(object, patch));
}

/** `applyJsonPatch`, for patches that may be big: each operation may move or copy a whole list. */
export function* jsonPatchSteps(object: JsonObject, patch: unknown): Steps<JsonObject> {
  const operations = checkedOperations(patch);
  const copy = countedCopies();
  let document: unknown = isolate(object);
  for (const operation of operations) {
    yield;
    document = done(document, operation, copy);
  }
  if (!isJsonObject(document)) throw unprocessable();
  yield;
  return restore(document);
}

function checkedOperations(patch: unknown): RawOperation[] {
  // Go reads null as a list of nothing.
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw notAPatch(patch);
  if (patch.length > MAX_OPERATIONS) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
    );
  }
  const stray = patch.find((operation) => operation !== null && !isJsonObject(operation));
  if (stray !== undefined) throw badRequest(`error decoding patch: ${cannotUnmarshal(stray, 'handlers.jsonPatchOp')}`);
  return patch.map((operation) => operation ?? {});
}

function notAPatch(patch: unknown): StatusError {
  return badRequest(`error decoding patch: ${cannotUnmarshal(patch, '[]handlers.jsonPatchOp')}`);
}

function done(document: unknown, operation: RawOperation, copy: CopyValue): unknown {
  try {
    return perform(document, operation, copy);
  } catch (error) {
    if (!(error instanceof PlaceError || error instanceof StatusError)) throw error;
    throw new FailedOperation(error.message, error instanceof TestFailed);
  }
}

/** Threat (CVE-2019-1002100): a few hundred copies of copies would fill the memory. */
function countedCopies(): CopyValue {
  let bytes = 0;
  return (value) => {
    bytes += approximateSize(value, MAX_COPIED_BYTES - bytes);
    if (bytes <= MAX_COPIED_BYTES) return isolate(value);
    throw new PlaceError(
      `Unable to complete the copy, the accumulated size increase of copy is ${bytes}, exceeding the limit ${MAX_COPIED_BYTES}`,
    );
  };
}
