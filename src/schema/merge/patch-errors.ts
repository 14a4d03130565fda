/** What can be wrong with a strategic merge patch, in upstream's words (apimachinery's mergepatch). */
import { badRequest, type StatusError, unknownError } from '../../api/status.ts';
import { goPrint, goTypeName, goVerbS } from './go-print.ts';

export function badRetainKeys(): StatusError {
  return badRequest('invalid patch format of retainKeys');
}

export function badPrimitiveList(): StatusError {
  return badRequest('invalid patch format of primitive list');
}

export function badElementOrder(): StatusError {
  return badRequest('invalid patch format of setElementOrder list');
}

export function noMergeKey(item: unknown, mergeKey: string): StatusError {
  return unknownError(`map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`);
}

export function unknownDirective(directive: unknown, item: unknown): StatusError {
  return unknownError(`unknown patch type: ${goVerbS(directive)} in map: ${goPrint(item)}`);
}

export function badArgument(expected: unknown, actual: unknown): StatusError {
  return unknownError(`expected a ${goTypeName(expected)}, but received a ${goTypeName(actual)}`);
}

export function mixedElements(lists: readonly unknown[][]): StatusError {
  return unknownError(`list element types are not identical: ${goPrint(lists)}`);
}

export function noSuchField(struct: string, field: string): StatusError {
  return unknownError(`unable to find api field in struct ${struct} for the json field "${field}"`);
}

export function orderMismatch(patch: unknown, order: unknown): StatusError {
  return unknownError(
    `The order in patch list:\n${goPrint(patch)}\n doesn't match $setElementOrder list:\n${goPrint(order)}\n`,
  );
}
