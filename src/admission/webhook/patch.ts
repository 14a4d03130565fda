/** The change that a mutating webhook asks for. */
import { goQuote } from '../../api/go-format.ts';
import { parseJson } from '../../api/json.ts';
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { replaceObject } from '../../api/replace.ts';
import { internalError } from '../../api/status.ts';
import { cannotUnmarshal } from '../../schema/patch/cannot-unmarshal.ts';
import { FailedOperation } from '../../schema/patch/failed-operation.ts';
import { applyJsonPatch } from '../../schema/patch/json-patch.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { Target } from '../matching/match.ts';
import { CallError, UNAVAILABLE } from './denial.ts';
import type { WebhookPorts } from './ports.ts';
import { JSON_PATCH, type Verdict } from './review.ts';
import type { Reviewed } from './reviewed.ts';
import { objectsOf } from './select.ts';

export interface Patched {
  /** The patch, parsed. */
  readonly operations: readonly unknown[];
  readonly changed: boolean;
}

/**
 * Does the patch of a verdict to the object of the request, in place.
 * @returns undefined when there is nothing to do
 * @throws CallError when it is no JSON patch
 * @throws StatusError 500 when it cannot be done, or makes of the object what is none of its kind
 */
export function patchObject(
  hook: string,
  { patch, patchType }: Verdict,
  reviewed: Reviewed,
  target: Target,
  { versions }: WebhookPorts,
): Patched | undefined {
  const operations = patch.length === 0 ? [] : operationsOf(hook, patch);
  if (operations.length === 0) return undefined;
  const { object: current } = reviewed.attributes;
  const { object } = objectsOf(reviewed, target);
  if (!current || !object) {
    const why = 'attempted to modify the object, which is not supported for this operation';
    throw internalError(`admission webhook ${goQuote(hook)} ${why}`);
  }
  if (patchType !== JSON_PATCH) throw new CallError(hook, `unsupported patch type ${goQuote(patchType)}`, 400);
  const made = remade(() => versions.fromTarget(target, applied(object, operations)));
  const changed = !deepEqual(made, current);
  if (changed) replaceObject(current, made);
  reviewed.refresh();
  return { operations, changed };
}

/** Threat: what a webhook answers may be anything: what is no patch is none of ours, and failurePolicy decides. */
function operationsOf(hook: string, patch: Buffer): readonly unknown[] {
  try {
    return readOperations(parseJson(patch));
  } catch (error) {
    const why = `received undecodable patch in webhook response: ${(error as Error).message}`;
    throw new CallError(hook, why, UNAVAILABLE);
  }
}

function readOperations(value: unknown): readonly unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new Error(cannotUnmarshal(value, 'jsonpatch.Patch'));
  const stray = value.find((operation) => operation !== null && !isJsonObject(operation));
  if (stray !== undefined) throw new Error(cannotUnmarshal(stray, 'jsonpatch.Operation'));
  return value;
}

/** @throws Error that says why an operation cannot be done; a StatusError for what is no JSON patch */
function applied(object: JsonObject, operations: readonly unknown[]): JsonObject {
  try {
    return applyJsonPatch(object, operations);
  } catch (error) {
    throw error instanceof FailedOperation ? new Error(error.why) : error;
  }
}

function remade<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    // Threat: a webhook's patch may be anything; what it breaks is this request, and nothing else.
    throw internalError((error as Error).message);
  }
}
