/** A test API that authorizes as a real one does, and requests in the name of others. */
import { mastersAuthorizer } from '../authorization/masters/masters.ts';
import { rbacAuthorizer } from '../authorization/rbac/rbac-authorizer.ts';
import { ReplaceableAuthorizer } from '../authorization/replaceable.ts';
import { unionAuthorizer } from '../authorization/union.ts';
import type { Storage } from '../storage/storage.ts';
import { openTestApi, type TestAnswer, type TestApi } from './testing.ts';

export interface RbacTestApi extends TestApi {
  /** A request as this user: `as('jane', 'devs')('GET', …)`. */
  as(user: string, ...groups: readonly string[]): TestApi['call'];
  /** POST as an administrator, which must succeed: a role, a binding. */
  add(...objects: readonly any[]): Promise<void>;
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

export async function openRbacTestApi(
  options: { namespaces?: readonly string[]; storage?: Storage } = {},
): Promise<RbacTestApi> {
  const authorizer = new ReplaceableAuthorizer(mastersAuthorizer);
  const api = await openTestApi({ ...options, authorizer });
  authorizer.replace(unionAuthorizer([mastersAuthorizer, rbacAuthorizer(api.api.rbac)]));
  const post = async (object: any): Promise<TestAnswer> => {
    const { namespace } = object.metadata;
    const where = namespace === undefined ? RBAC : `${RBAC}/namespaces/${namespace}`;
    return api.call('POST', `${where}/${object.kind.toLowerCase()}s`, object);
  };
  return {
    ...api,
    as:
      (user, ...groups) =>
      (method, path, body, headers = {}) =>
        api.call(method, path, body, {
          ...headers,
          'impersonate-user': user,
          ...(groups.length > 0 && ({ 'impersonate-group': groups } as object)),
        }),
    async add(...objects) {
      for (const object of objects) {
        const { status, text } = await post(object);
        if (status !== 201) throw new Error(text);
      }
    },
  };
}
