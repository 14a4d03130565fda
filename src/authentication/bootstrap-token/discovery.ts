import { ANONYMOUS } from '../../request/user-info.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';
import { showsCredential } from '../bearer-token.ts';

/** What kubeadm's discovery asks for. */
const CLUSTER_INFO_PATH = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

const NO_OPINION: Authentication = { outcome: 'no-opinion' };
const ANONYMOUSLY: Authentication = { outcome: 'authenticated', user: ANONYMOUS, method: 'anonymous' };

/**
 * Machines that join verify where they are by a token before they show it to anybody: they read cluster-info without a
 * credential. They may as long as there is a token that it is signed with.
 */
export function discoveryAuthenticator(isSigned: () => boolean): Authenticator {
  return {
    name: 'discovery',
    authenticate(request) {
      const { method, path } = request;
      const isDiscovery = method === 'GET' && path === CLUSTER_INFO_PATH && !showsCredential(request);
      return isDiscovery && isSigned() ? ANONYMOUSLY : NO_OPINION;
    },
  };
}
