/** Who may do what, as the settings ask for it. */
import { mastersAuthorizer } from '../authorization/masters/masters.ts';
import { rbacAuthorizer } from '../authorization/rbac/rbac-authorizer.ts';
import { unionAuthorizer } from '../authorization/union.ts';
import type { ApiOptions } from './api.ts';

export function authorizationOf(): Pick<ApiOptions, 'authorizer'> {
  return {
    // In this order; the first that speaks decides.
    authorizer: (_objects, rbac) => unionAuthorizer([mastersAuthorizer, rbacAuthorizer(rbac)]),
  };
}
