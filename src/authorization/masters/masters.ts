import { PUBLIC_PATHS } from '../../request/public-paths.ts';
import { GROUP_MASTERS } from '../../request/user-info.ts';
import type { Attributes, Authorizer, Decision, SubjectRules } from '../authorizer.ts';

const NO_OPINION: Decision = { outcome: 'no-opinion', reason: '' };
const MASTER: Decision = { outcome: 'allow', reason: `the group ${GROUP_MASTERS} may do everything` };
const PUBLIC: Decision = { outcome: 'allow', reason: 'everyone may ask for health and version' };

const ANY = ['*'];
const EVERYTHING: SubjectRules = {
  resourceRules: [{ verbs: ANY, apiGroups: ANY, resources: ANY }],
  nonResourceRules: [{ verbs: ANY, nonResourceURLs: ANY }],
};
const NOTHING: SubjectRules = { resourceRules: [], nonResourceRules: [] };

/** Members of system:masters may do everything, whatever else is configured: the way back in. */
export const mastersAuthorizer: Authorizer = {
  name: 'masters',
  authorize: ({ user }) => (user.groups.includes(GROUP_MASTERS) ? MASTER : NO_OPINION),
  rulesFor: (user) => (user.groups.includes(GROUP_MASTERS) ? EVERYTHING : NOTHING),
};

export const publicInfoAuthorizer: Authorizer = {
  name: 'public-info',
  authorize: (attributes) => (isPublic(attributes) ? PUBLIC : NO_OPINION),
  rulesFor: () => ({ resourceRules: [], nonResourceRules: [{ verbs: ['get'], nonResourceURLs: PUBLIC_PATHS }] }),
};

function isPublic({ isResourceRequest, verb, path }: Attributes): boolean {
  return !isResourceRequest && verb === 'get' && PUBLIC_PATHS.includes(path);
}
