import { union } from './field-set.ts';
import { compareText, identityOf, type Manager, type Managers } from './managers.ts';

const MAX_UPDATERS = 10;
const ANCIENT = 'ancient-changes';

/**
 * Keeps managedFields short: the oldest updaters of one version are joined under one name, until there are no more than
 * ten updaters or none are left to join.
 */
export function capUpdaters(managers: Managers): Managers {
  if (managers.size <= MAX_UPDATERS) return managers;
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= MAX_UPDATERS) return managers;
  const oldestFirst = updaters.sort(
    ([a, left], [b, right]) => compareText(left.time ?? '', right.time ?? '') || compareText(a, b),
  );
  return joinOldest(new Map(managers), oldestFirst, updaters.length - MAX_UPDATERS);
}

function joinOldest(managers: Map<string, Manager>, updaters: [string, Manager][], excess: number): Managers {
  const oldest = new Map<string, string>();
  for (const [identity, manager] of updaters) {
    if (excess === 0) break;
    const first = oldest.get(manager.apiVersion);
    if (first === undefined) {
      oldest.set(manager.apiVersion, identity);
    } else {
      oldest.set(manager.apiVersion, join(managers, first, identity));
      excess--;
    }
  }
  return managers;
}

/** @returns the identity under which both now stand */
function join(managers: Map<string, Manager>, first: string, second: string): string {
  const { apiVersion, time, fields } = managers.get(second)!;
  const ancient = { name: ANCIENT, operation: 'Update' as const, apiVersion, subresource: '' };
  const joined = identityOf(ancient);
  const before = managers.get(joined);
  const all = union(union(managers.get(first)!.fields, fields), before?.fields ?? fields);
  managers.delete(first);
  managers.delete(second);
  managers.set(joined, { ...ancient, time, fields: all });
  return joined;
}
