/** What the NodeRestriction admission plugin asks of the cluster. */
import type { NodeRestrictionPorts, StoredObjects } from '../admission/plugins/node-restriction/node-request.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { Objects } from '../controllers/objects.ts';

const AUDIENCE_VERB = 'request-serviceaccounts-token-audience';

export function nodeRestrictionPorts(objects: Objects, authorizer: Authorizer): NodeRestrictionPorts {
  const stored = (group: string, name: string): StoredObjects => {
    const resource = objects.resource(group, name);
    return { find: (namespace, object) => objects.find(resource, namespace, object)?.object };
  };
  return {
    pods: stored('', 'pods'),
    nodes: stored('', 'nodes'),
    claims: stored('', 'persistentvolumeclaims'),
    volumes: stored('', 'persistentvolumes'),
    csiDrivers: stored('storage.k8s.io', 'csidrivers'),
    async mayRequestAudience(user, audience, namespace, name) {
      // The audience stands in the place of a resource.
      const resource = { group: '', version: 'v1', resource: audience, subresource: '', namespace, name, path: '' };
      const asked = { user, verb: AUDIENCE_VERB, ...resource, isResourceRequest: true };
      return (await authorizer.authorize(asked)).outcome === 'allow';
    },
  };
}
