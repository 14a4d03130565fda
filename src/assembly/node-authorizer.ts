/** The Node authorizer over what is stored. */
import type { Authorizer } from '../authorization/authorizer.ts';
import { FOLLOWED, type FollowedObjects, type FollowedResource, follow } from '../authorization/node/follow.ts';
import { NodeGraph } from '../authorization/node/graph.ts';
import { nodeAuthorizer } from '../authorization/node/node-authorizer.ts';
import type { Objects } from '../controllers/objects.ts';
import { SYSTEM_ROLES } from '../controllers/rbac-defaults/system-roles.ts';
import { stored } from './stored.ts';

/** Follows what is stored for as long as the API is there. @param onUnreadable told of objects that cannot be read */
export function openNodeAuthorizer(objects: Objects, onUnreadable: (key: string, error: unknown) => void): Authorizer {
  const graph = new NodeGraph();
  const { synced } = follow(graph, followed(objects), onUnreadable);
  return nodeAuthorizer({ graph, synced, rules: SYSTEM_ROLES['system:node']! });
}

function followed(objects: Objects): FollowedObjects {
  const names = Object.keys(FOLLOWED) as FollowedResource[];
  const entries = names.map((name) => [name, stored(objects, FOLLOWED[name].group, name)]);
  return Object.fromEntries(entries);
}
