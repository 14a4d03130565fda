import type { KubeObject } from '../../api/object.ts';
import type { ApiClient } from '../../client/client.ts';

/** The user that a connection is authenticated as. @throws StatusError 401 when its credential is not good */
export async function whoami(client: ApiClient): Promise<string> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} };
  const target = { group: 'authentication.k8s.io', version: 'v1', resource: 'selfsubjectreviews' };
  const answer = (await client.create(target, review)) as KubeObject & {
    status?: { userInfo?: { username?: string } };
  };
  return answer.status?.userInfo?.username ?? '';
}
