/** Which objects a quota is for. */
import type { V1ResourceQuota } from '../schema/generated/types.ts';
import type { ScopeRequirement } from './evaluator.ts';

/** All of them must be met. */
export function requirementsOf({ spec }: V1ResourceQuota): ScopeRequirement[] {
  const scopes = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: [] }));
  const selected = (spec?.scopeSelector?.matchExpressions ?? []).map(
    ({ scopeName = '', operator = '', values = [] }) => ({
      scopeName,
      operator,
      values,
    }),
  );
  return [...scopes, ...selected];
}

/** Whether a name, which may be absent, is one of those that a requirement asks for (as label selectors have it). */
export function nameMeets(name: string | undefined, { operator, values }: ScopeRequirement): boolean {
  switch (operator) {
    case 'In':
      return name !== undefined && values.includes(name);
    case 'NotIn':
      return name === undefined || !values.includes(name);
    case 'Exists':
      return name !== undefined;
    case 'DoesNotExist':
      return name === undefined;
    default:
      return false;
  }
}
