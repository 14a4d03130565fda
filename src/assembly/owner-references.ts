/** What the OwnerReferencesPermissionEnforcement admission plugin asks of the cluster. */
import type { OwnerReferencesPorts } from '../admission/plugins/owner-references-permission-enforcement/owner-references-permission-enforcement.ts';
import { apiVersionOf } from '../api/object.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { Registry } from '../registry/registry.ts';

export function ownerReferencesPorts(registry: Registry, authorizer: Authorizer): OwnerReferencesPorts {
  return {
    resourcesOf: (apiVersion, kind) =>
      [...registry.all()].flatMap(({ resource: { group, name, namespaced, kind: usual }, version }) => {
        const isMeant =
          apiVersionOf({ group, version: version.version }) === apiVersion && (version.kind ?? usual) === kind;
        return isMeant ? [{ group, version: version.version, resource: name, namespaced }] : [];
      }),
    async refusalOf(deed) {
      const { outcome, reason } = await authorizer.authorize({ ...deed, isResourceRequest: true, path: '' });
      return outcome === 'allow' ? undefined : reason;
    },
  };
}
