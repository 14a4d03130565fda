/** CreateOptions, UpdateOptions and PatchOptions (meta.k8s.io): parsing and validation. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  path,
  required,
  tooLong,
} from '../../api/field.ts';
import { byteLength } from '../../api/names.ts';
import { invalid } from '../../api/status.ts';
import { isTrue } from '../../request/resolve-request-info.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: FieldValidation;
  /** As the client sent it; '' is unset. */
  readonly fieldManager: string;
  /** Of an apply patch. */
  readonly force: boolean;
  /** What the client sent of dryRun, fieldManager and fieldValidation. */
  readonly said: Readonly<Record<string, unknown>>;
}

type Kind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';
const MAX_MANAGER_BYTES = 128;
const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];

/** @throws StatusError 422 */
export function parseWriteOptions(
  query: URLSearchParams,
  kind: Kind,
  patchType: 'apply' | 'other' = 'other',
): WriteOptions {
  const fieldManager = query.get('fieldManager') ?? '';
  const fieldValidation = query.get('fieldValidation') ?? '';
  const force = query.has('force') ? isTrue(query.get('force')) : undefined;
  const errors = [
    ...(kind === 'PatchOptions' ? patchErrors(patchType, force, fieldManager) : []),
    ...managerErrors(fieldManager),
    ...dryRunErrors(query.getAll('dryRun')),
    ...(VALIDATIONS.includes(fieldValidation)
      ? []
      : [notSupported(path('fieldValidation'), fieldValidation, VALIDATIONS)]),
  ];
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors);
  const dryRun = query.getAll('dryRun');
  return {
    dryRun: dryRun.length > 0,
    // The server's default; kubectl asks for Strict by itself.
    fieldValidation: (fieldValidation || 'Warn') as FieldValidation,
    fieldManager,
    force: force ?? false,
    said: {
      ...(dryRun.length > 0 && { dryRun }),
      ...(fieldManager && { fieldManager }),
      ...(fieldValidation && { fieldValidation }),
    },
  };
}

/** `dryRun` may be repeated; only `All` is known. */
export function dryRunErrors(values: readonly string[]): FieldError[] {
  if (values.every((value) => value === 'All')) return [];
  return [notSupported(path('dryRun'), values, ['All'])];
}

function patchErrors(patchType: 'apply' | 'other', force: boolean | undefined, manager: string): FieldError[] {
  if (patchType === 'apply')
    return manager === '' ? [required(path('fieldManager'), 'is required for apply patch')] : [];
  return force === undefined ? [] : [forbiddenField(path('force'), 'may not be specified for non-apply patch')];
}

function managerErrors(manager: string): FieldError[] {
  const at: FieldPath = path('fieldManager');
  if (manager.length <= MAX_MANAGER_BYTES && ORDINARY.test(manager)) return [];
  const errors: FieldError[] = [];
  if (byteLength(manager) > MAX_MANAGER_BYTES) errors.push(tooLong(at, MAX_MANAGER_BYTES));
  let position = 0;
  for (const char of manager) {
    if (!PRINTABLE.test(char)) errors.push(invalidValue(at, manager, notPrintable(char, position)));
    position += byteLength(char);
  }
  return errors;
}

/** Nearly all: those of ASCII alone. */
const ORDINARY = /^[ -~]*$/;
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function notPrintable(char: string, position: number): string {
  const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return `invalid character U+${code} (at position ${position})`;
}
