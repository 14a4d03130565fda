import { GROUP_MASTERS } from '../../request/user-info.ts';
import type { Authorizer, Decision } from '../authorizer.ts';

const NO_OPINION: Decision = { outcome: 'no-opinion', reason: '' };
/** Without a reason, as upstream's. */
const MASTER: Decision = { outcome: 'allow', reason: '' };

/**
 * Members of system:masters may do everything, whatever else is configured: the way back in. Which rules that makes is
 * told by RBAC, where `cluster-admin` is bound to them.
 */
export const mastersAuthorizer: Authorizer = {
  name: 'masters',
  authorize: ({ user }) => (user.groups.includes(GROUP_MASTERS) ? MASTER : NO_OPINION),
};
