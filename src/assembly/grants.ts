/** Rights that only admission asks for, as the authorizer sees them. */
import type { Grants } from '../admission/grants.ts';
import type { Authorizer } from '../authorization/authorizer.ts';

export function grants(authorizer: Authorizer): Grants {
  return {
    async allows({ user, resource, namespace, name }, what) {
      const target = { ...resource, subresource: what, namespace, name, isResourceRequest: true, path: '' };
      return (await authorizer.authorize({ user, verb: 'use', ...target })).outcome === 'allow';
    },
  };
}
