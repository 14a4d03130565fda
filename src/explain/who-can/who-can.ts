/**
 * Who can do something, and how: by what is granted to them, or by way of others whom they can become or whose rights
 * they can take. Shortest ways first.
 */
import type { AccessHolder, AccessListingStatus, AccessStep } from '../../api/access.ts';
import type { Subject } from '../../api/rbac/objects.ts';
import type { RbacIndex } from '../../authorization/rbac/rbac-index.ts';
import { GROUP_MASTERS } from '../../request/user-info.ts';
import type { Access } from './access.ts';
import { type Holder, type Route, Search, type SearchPorts } from './search.ts';

/** What one answer holds: more than a person reads. */
export const MOST_HOLDERS = 1000;
const LIMITS = { mostSteps: 12, mostLooks: 5_000_000 };

const MASTERS: readonly [Subject, AccessStep] = [
  { kind: 'Group', name: GROUP_MASTERS },
  { way: 'Masters', message: 'may do everything' },
];

export interface Page {
  /** How many to leave out at the start. */
  readonly skip: number;
  readonly limit: number;
}

/** @returns a page of all who can, and how many they are */
export async function whoCan(
  index: RbacIndex,
  access: Access,
  ports: SearchPorts,
  { skip, limit }: Page = { skip: 0, limit: MOST_HOLDERS },
): Promise<AccessListingStatus> {
  const { holders, isComplete } = await new Search(index, ports, LIMITS).run(access, [MASTERS]);
  const end = skip + Math.min(limit, MOST_HOLDERS);
  return {
    holders: holders.slice(skip, end).map(shown),
    total: holders.length,
    ...(end < holders.length && { continue: String(end) }),
    ...(!isComplete && { incomplete: true }),
  };
}

function shown({ subject, route }: Holder): AccessHolder {
  const steps: AccessStep[] = [];
  for (let at: Route | undefined = route; at; at = at.next) steps.push(at.step);
  return { subject, steps };
}
