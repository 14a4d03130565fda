import { ageOf } from '../../registry/table/duration.ts';
import { formatted, type Output, table } from '../table.ts';
import type { Holding } from './holdings.ts';

const HEAD = ['USER', 'TYPE', 'STATE', 'GROUPS', 'ISSUED BY', 'ISSUED', 'EXPIRES', 'LAST USED', 'FROM'];
const NODE = 'system:node:';
/** Every service account is in them. */
const IMPLIED = 'system:serviceaccounts';

export interface ListOptions {
  readonly output?: Output;
  /** Nodes' too. */
  readonly all: boolean;
}

/** What `allium user list` prints. @param now wall clock, in milliseconds */
export function listing(holdings: readonly Holding[], { output, all }: ListOptions, now: number): Promise<string> {
  const shown = all ? holdings : holdings.filter(({ username }) => !username.startsWith(NODE));
  return formatted(shown, output, () => (shown.length === 0 ? 'Nobody holds anything.\n' : tableOf(shown, now)));
}

function tableOf(holdings: readonly Holding[], now: number): string {
  const day = (time: string | undefined) => time?.replace('T', ' ').replace(/:\d\dZ$/, '') ?? '-';
  const rows = holdings.map((one) => [
    one.user,
    one.type.toLowerCase(),
    one.state,
    one.groups.filter((group) => !group.startsWith(IMPLIED)).join(',') || '-',
    one.issuedBy ?? '-',
    day(one.issuedAt),
    day(one.expiresAt),
    one.lastUsedAt ? `${ageOf(one.lastUsedAt, now)} ago` : 'never',
    one.lastUsedFrom ?? '-',
  ]);
  return table([HEAD, ...rows]);
}
