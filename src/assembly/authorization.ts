/** Who may do what, as the settings ask for it. */
import { mastersAuthorizer, publicInfoAuthorizer } from '../authorization/masters/masters.ts';
import { unionAuthorizer } from '../authorization/union.ts';
import type { ApiOptions } from './api.ts';

export function authorizationOf(): Pick<ApiOptions, 'authorizer'> {
  return { authorizer: () => unionAuthorizer([mastersAuthorizer, publicInfoAuthorizer]) };
}
