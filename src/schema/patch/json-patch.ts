/** JSON patch (RFC 6902). */
import jsonPatchLibrary, { type Operation } from 'fast-json-patch';
import type { JsonObject } from '../../api/object.ts';
import { isJsonObject } from '../../api/object.ts';
import { badRequest, requestEntityTooLarge, type StatusError, unprocessable } from '../../api/status.ts';
import { atOnce, type Steps } from '../../util/pause.ts';
import { cannotUnmarshal } from './cannot-unmarshal.ts';
import { approximateSize, isolate, restore } from './isolate.ts';

const { applyOperation } = jsonPatchLibrary;

export const MAX_OPERATIONS = 10_000;
/** What all copies of one patch may add together, a small value counted as many bytes: each costs time. */
const MAX_COPIED_BYTES = 3 * 1024 * 1024;

const OPERATIONS: ReadonlySet<unknown> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The object with the patch's operations done, in order. Neither argument is changed.
 * @throws StatusError 400 for what is no JSON patch, 413 for too many operations, 422 for an operation that cannot be done
 */
export function applyJsonPatch(object: JsonObject, patch: unknown): JsonObject {
  return atOnce(jsonPatchSteps(object, patch));
}

/** How many operations are one step: each may move a whole list. */
const OPERATIONS_OF_STEP = 100;

/** `applyJsonPatch`, for patches that may be big. */
export function* jsonPatchSteps(object: JsonObject, patch: unknown): Steps<JsonObject> {
  const operations = checkedOperations(patch);
  const copies = { bytes: 0 };
  let document = isolate(object);
  for (const [position, operation] of operations.entries()) {
    if (position % OPERATIONS_OF_STEP === 0) yield;
    document = perform(document, operation, copies);
  }
  if (!isJsonObject(document)) throw unprocessable();
  yield;
  return restore(document);
}

interface RawOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
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
  const stray = patch.find((operation) => !isJsonObject(operation));
  if (stray !== undefined) throw badRequest(`error decoding patch: ${cannotUnmarshal(stray, 'handlers.jsonPatchOp')}`);
  return patch;
}

function notAPatch(patch: unknown): StatusError {
  return badRequest(`error decoding patch: ${cannotUnmarshal(patch, '[]handlers.jsonPatchOp')}`);
}

/**
 * `copy` and `move` are spelt out in terms of the other operations: the library would copy the whole document for each
 * of them, through JSON, which loses big integers.
 */
function perform(document: any, operation: RawOperation, copies: { bytes: number }): any {
  if (!OPERATIONS.has(operation.op)) throw unprocessable();
  checkPointer(operation.path);
  const { op, path } = operation;
  if (op !== 'copy' && op !== 'move') return step(document, { op, path, value: isolate(operation.value) });
  const from = checkPointer(operation.from);
  const value = read(document, from);
  if (op === 'copy') return step(document, { op: 'add', path, value: counted(value, copies) });
  if (path === from) return document;
  // A location cannot be moved into one of its own children (RFC 6902, section 4.4).
  if (path.startsWith(`${from}/`)) throw unprocessable();
  return step(step(document, { op: 'remove', path: from }), { op: 'add', path, value });
}

function step(document: any, operation: { op: string; path: string; value?: unknown }): any {
  try {
    return applyOperation(document, operation as Operation, true).newDocument;
  } catch {
    throw unprocessable();
  }
}

function read(document: any, path: string): unknown {
  const get = { op: '_get' as const, path, value: undefined };
  step(document, get);
  return get.value;
}

/** Threat (CVE-2019-1002100): a few hundred copies of copies would fill the memory. */
function counted(value: unknown, copies: { bytes: number }): unknown {
  const copy = isolate(value);
  copies.bytes += approximateSize(copy, MAX_COPIED_BYTES - copies.bytes);
  if (copies.bytes > MAX_COPIED_BYTES) throw unprocessable();
  return copy;
}

/** Threat: a pointer into what every object inherits. */
function checkPointer(pointer: unknown): string {
  if (typeof pointer !== 'string') throw unprocessable();
  const tokens = pointer.split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (tokens.some((token) => RESERVED.has(token))) throw unprocessable();
  return pointer;
}
