import type { UserInfo } from './user-info.ts';

const GROUP_NODES = 'system:nodes';
const NODE_PREFIX = 'system:node:';

/** @returns the node's name, which is empty where the user's name gives none; undefined: not a node */
export function nodeNameOf({ name, groups }: UserInfo): string | undefined {
  return name.startsWith(NODE_PREFIX) && groups.includes(GROUP_NODES) ? name.slice(NODE_PREFIX.length) : undefined;
}
