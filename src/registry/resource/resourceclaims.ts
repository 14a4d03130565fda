import { path } from '../../api/field.ts';
import { defineResource } from '../resource.ts';
import { keepMetadata } from '../status-metadata.ts';
import { validateImmutable } from '../validation/common.ts';
import { prepareClaimSpec, setClaimSpecDefaults, validateClaimSpec } from './claim-spec.ts';
import { dropFreedDevices, type ResourceClaim, validateClaimStatus } from './claim-status.ts';
import { confirmAdminRequests, confirmStatus } from './grants.ts';

export const resourceClaims = defineResource<ResourceClaim>({
  group: 'resource.k8s.io',
  name: 'resourceclaims',
  kind: 'ResourceClaim',
  namespaced: true,
  returnsDeleted: true,
  versions: [{ version: 'v1', model: 'ResourceV1ResourceClaim' }],
  strategy: {
    defaults: ({ spec }) => setClaimSpecDefaults(spec),
    prepareValidation: ({ spec = {} }, old) => prepareClaimSpec(spec, old),
    prepareForCreate(claim) {
      claim.status = {};
    },
    prepareForUpdate(claim, old) {
      claim.status = old.status ?? {};
    },
    // What is stored never changes.
    confirmGrant: async (claim, old, context) => {
      if (!old) await confirmAdminRequests(claim, claim.spec?.devices?.requests, context);
    },
    validate: ({ spec = {} }) => validateClaimSpec(spec, path('spec')),
    validateUpdate: (claim, old) => validateImmutable(claim.spec, old.spec, path('spec')),
  },
  status: {
    prepareForUpdate(claim, old) {
      claim.spec = old.spec ?? {};
      keepMetadata(claim, old);
      if (claim.status) dropFreedDevices(claim.status, old.status ?? {});
    },
    confirmGrant: confirmStatus,
    validateUpdate: validateClaimStatus,
  },
});
