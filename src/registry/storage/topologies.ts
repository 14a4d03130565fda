import { duplicate, type FieldError, type FieldPath, required } from '../../api/field.ts';
import { isQualifiedName } from '../../api/names.ts';
import type { V1TopologySelectorLabelRequirement, V1TopologySelectorTerm } from '../../schema/generated/types.ts';
import { repeats } from '../../util/repeats.ts';
import { validateName } from '../validation/common.ts';

export function validateTopologies(terms: readonly V1TopologySelectorTerm[], path: FieldPath): FieldError[] {
  // As upstream has it, a term that selects nothing repeats one that is not there.
  const seen = new Set([identityOf([])]);
  return terms.flatMap((term, position) => {
    const at = path.index(position).child('matchLabelExpressions');
    const expressions = term.matchLabelExpressions ?? [];
    const identity = identityOf(expressions);
    const repeated = seen.has(identity);
    seen.add(identity);
    return [...validateExpressions(expressions, at), ...(repeated ? [duplicate(at, '')] : [])];
  });
}

/** Terms that select the same topologies, in whatever order, have one identity. */
function identityOf(expressions: readonly V1TopologySelectorLabelRequirement[]): string {
  const entries = expressions.map(({ key, values }): [string, string[]] => [
    key ?? '',
    [...new Set(values ?? [])].sort(),
  ]);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function validateExpressions(
  expressions: readonly V1TopologySelectorLabelRequirement[],
  path: FieldPath,
): FieldError[] {
  const keys = new Set<string>();
  return expressions.flatMap((expression, position) => {
    const at = path.index(position);
    const key = expression.key ?? '';
    const errors = validateExpression(expression, at);
    if (keys.has(key)) errors.push(duplicate(at.child('key'), key));
    keys.add(key);
    return errors;
  });
}

function validateExpression(expression: V1TopologySelectorLabelRequirement, path: FieldPath): FieldError[] {
  const values = expression.values ?? [];
  const errors: FieldError[] = values.length === 0 ? [required(path.child('values'))] : [];
  repeats(values).forEach((repeated, position) => {
    if (repeated) errors.push(duplicate(path.child('values').index(position), values[position]));
  });
  return [...errors, ...validateName(expression.key ?? '', isQualifiedName, path.child('key'))];
}
