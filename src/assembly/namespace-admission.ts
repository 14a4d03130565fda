/** What the admission plugins about namespaces are made of. */
import type { Lookup } from '../admission/lookup.ts';
import type { NamespaceProvider } from '../admission/plugins/namespace-auto-provision/namespace-auto-provision.ts';
import type { ApiClient } from '../client/client.ts';
import type { Registry } from '../registry/registry.ts';
import type { UserInfo } from '../request/user-info.ts';
import { API_SERVER } from './api-server-user.ts';

/** As the store knows them: a namespace that was just made is there. */
export function newestNamespaces(registry: Registry): Pick<Lookup, 'find'> {
  const namespaces = registry.store('', 'namespaces');
  return { find: (name) => namespaces.find('', name)?.object };
}

const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' };

export function namespaceProvider(
  registry: Registry,
  client: (user: UserInfo, userAgent: string) => ApiClient,
): NamespaceProvider {
  const namespaces = newestNamespaces(registry);
  return {
    has: (name) => namespaces.find(name) !== undefined,
    create: (name) => {
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      return client(API_SERVER, 'namespace-auto-provision').create(NAMESPACES, namespace);
    },
  };
}
