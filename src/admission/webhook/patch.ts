/** The change that a mutating webhook asks for. */
import { goQuote } from '../../api/go-format.ts';
import { parseJson } from '../../api/json.ts';
import type { JsonObject } from '../../api/object.ts';
import { replaceObject } from '../../api/replace.ts';
import { internalError } from '../../api/status.ts';
import { FailedOperation } from '../../schema/patch/failed-operation.ts';
import { applyJsonPatch } from '../../schema/patch/json-patch.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { Target } from '../matching/match.ts';
import type { WebhookPorts } from './ports.ts';
import type { Reviewed } from './reviewed.ts';
import { objectsOf } from './select.ts';

export interface Patched {
  /** The patch, parsed. */
  readonly operations: readonly unknown[];
  readonly changed: boolean;
}

/**
 * Does a JSON patch to the object of the request, in place.
 * @returns undefined when there is nothing to do
 * @throws StatusError 500 when it cannot be done, or makes of the object what is none of its kind
 */
export function patchObject(
  hook: string,
  patch: Buffer,
  reviewed: Reviewed,
  target: Target,
  { versions }: WebhookPorts,
): Patched | undefined {
  const operations = patch.length === 0 ? [] : operationsOf(patch);
  if (operations.length === 0) return undefined;
  const { object: current } = reviewed.attributes;
  const { object } = objectsOf(reviewed, target);
  if (!current || !object) {
    const why = 'attempted to modify the object, which is not supported for this operation';
    throw internalError(`admission webhook ${goQuote(hook)} ${why}`);
  }
  const made = remade(() => versions.fromTarget(target, applied(object, operations)));
  const changed = !deepEqual(made, current);
  if (changed) replaceObject(current, made);
  reviewed.refresh();
  return { operations, changed };
}

function operationsOf(patch: Buffer): readonly unknown[] {
  const value = remade(() => parseJson(patch));
  if (!Array.isArray(value)) throw internalError('the patch is no JSON patch');
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
