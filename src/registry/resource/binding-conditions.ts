import { duplicate, type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { isQualifiedName } from '../../api/names.ts';
import { repeats } from '../../util/repeats.ts';
import { validateName } from '../validation/common.ts';
import { validateList, validateUnique } from './collections.ts';

const MAX_CONDITIONS = 4;

interface BindingConditions {
  bindingConditions?: string[];
  bindingFailureConditions?: string[];
}

/** Conditions that must hold, and must not, before a pod is bound to a node for a device: both or neither are named. */
export function validateBindingConditions(
  { bindingConditions: wanted = [], bindingFailureConditions: failures = [] }: BindingConditions,
  path: FieldPath,
): FieldError[] {
  const at = path.child('bindingConditions');
  const failuresAt = path.child('bindingFailureConditions');
  const errors = [
    ...validateList(wanted, MAX_CONDITIONS, validateConditionName, at),
    ...validateList(failures, MAX_CONDITIONS, validateConditionName, failuresAt),
    ...validateUnique(wanted, at),
    ...validateFailures(failures, new Set(wanted), failuresAt),
  ];
  if (wanted.length === 0 && failures.length > 0) {
    errors.push(invalidValue(at, wanted, 'bindingConditions are required to use bindingFailureConditions'));
  }
  if (failures.length === 0 && wanted.length > 0) {
    const detail = 'bindingFailureConditions are required to use bindingConditions';
    errors.push(invalidValue(failuresAt, failures, detail));
  }
  return errors;
}

function validateConditionName(name: string, at: FieldPath): FieldError[] {
  return validateName(name, isQualifiedName, at);
}

function validateFailures(failures: readonly string[], wanted: ReadonlySet<string>, at: FieldPath): FieldError[] {
  const repeated = repeats(failures);
  return failures.flatMap((name, position) => {
    const errors = repeated[position] ? [duplicate(at.index(position), name)] : [];
    if (!wanted.has(name)) return errors;
    const detail = 'bindingFailureConditions must not overlap with bindingConditions';
    return [...errors, invalidValue(at.index(position), name, detail)];
  });
}
