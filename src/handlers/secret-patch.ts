/** Refusals of patches that copy what a Secret holds. */
import { invalidValue, path } from '../api/field.ts';
import { isJsonObject } from '../api/object.ts';
import { SECRET_REDACTED } from '../api/secret.ts';
import { invalid, StatusError } from '../api/status.ts';
import { quotesContents } from '../audit/redact/status.ts';
import { isSecret, type Scope } from './scope.ts';

/**
 * Threat: whatever refuses a value quotes it; a JSON patch that copies a value of a Secret to where it does not belong
 * would have it told in errors, and from there in logs of clients and proxies.
 * @param patch as it was sent @param error of doing it
 * @returns the error that may be told
 */
export function withoutCopiedSecrets(scope: Scope, patch: unknown, error: unknown): unknown {
  if (!isSecret(scope) || !copies(patch) || !(error instanceof StatusError)) return error;
  if (error.refusedBy !== undefined || !quotesContents(error.reason)) return error;
  const detail = 'why the result is refused is not told, because the patch copies what the secret holds';
  const unfit = invalidValue(path('patch'), SECRET_REDACTED, detail);
  return invalid({ group: '', kind: 'Secret' }, scope.info.name, [unfit]);
}

function copies(patch: unknown): boolean {
  if (!Array.isArray(patch)) return false;
  return patch.some((operation) => isJsonObject(operation) && (operation.op === 'copy' || operation.op === 'move'));
}
