/** Fields that an apply would take from others, and how it is told (apimachinery's NewConflictError). */
import { goQuote } from '../../api/go-format.ts';
import { applyConflict, type StatusError } from '../../api/status.ts';
import { type FieldSet, pathsOf } from './field-set.ts';
import { compareText, type Manager, type Managers } from './managers.ts';
import { showPath } from './path-element.ts';

/** By the identity of the manager who owns them. */
export type Conflicts = ReadonlyMap<string, FieldSet>;

interface ManagerConflicts {
  readonly manager: string;
  readonly fields: readonly string[];
}

export function conflictError(conflicts: Conflicts, managers: Managers): StatusError {
  const groups = [...conflicts]
    .sort(([left], [right]) => compareText(left, right))
    .map(([identity, fields]) => ({
      manager: showManager(managers.get(identity)!),
      fields: [...pathsOf(fields)].map(showPath),
    }));
  const causes = groups.flatMap(({ manager, fields }) =>
    fields.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })),
  );
  return applyConflict(messageOf(groups, causes.length), causes);
}

function messageOf(groups: readonly ManagerConflicts[], count: number): string {
  if (count === 1) {
    return `Apply failed with 1 conflict: conflict with ${groups[0]!.manager}: ${groups[0]!.fields[0]}`;
  }
  const lines = groups.flatMap(({ manager, fields }) => [
    `conflicts with ${manager}:`,
    ...fields.map((field) => `- ${field}`),
  ]);
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`;
}

function showManager({ name, subresource, operation, apiVersion }: Manager): string {
  const who = subresource ? `${goQuote(name)} with subresource ${goQuote(subresource)}` : goQuote(name);
  return operation === 'Update' ? `${who} using ${apiVersion}` : who;
}
