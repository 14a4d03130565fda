import { runAsNonRoot } from './run-as-non-root.ts';
import { runAsUser } from './run-as-user.ts';
import { contexts, testCheck } from './testing.ts';

const yes = { runAsNonRoot: true };
const no = { runAsNonRoot: false };
const ROOT = 'runAsNonRoot != true';
const mustNot = 'must not set securityContext.runAsNonRoot=false';
const must = 'must set securityContext.runAsNonRoot=true';

testCheck(runAsNonRoot, [
  ['the pod', { securityContext: yes, ...contexts({}, undefined) }, undefined],
  ['each container', contexts(yes, yes), undefined],
  [
    'a pod that says no, with containers that say yes',
    { securityContext: no, ...contexts(yes) },
    `${ROOT} (pod ${mustNot})`,
  ],
  ['a container that says no', { securityContext: yes, ...contexts({}, no) }, `${ROOT} (container "b" ${mustNot})`],
  ['both', { securityContext: no, ...contexts(no, no) }, `${ROOT} (pod and containers "a", "b" ${mustNot})`],
  ['some say nothing', contexts(yes, {}, undefined), `${ROOT} (pod or containers "b", "c" ${must})`],
  ['a user namespace', { hostUsers: false, ...contexts({}) }, undefined],
  ['a user namespace', { hostUsers: false, ...contexts({}) }, `${ROOT} (pod or container "a" ${must})`, 34],
]);

const root = { runAsUser: 0 };

testCheck(runAsUser, [
  ['nothing said', contexts({}), undefined],
  ['another', { securityContext: { runAsUser: 1 }, ...contexts({ runAsUser: 1000 }) }, undefined],
  ['the pod', { securityContext: root, ...contexts({ runAsUser: 1 }) }, 'runAsUser=0 (pod must not set runAsUser=0)'],
  [
    'all',
    { securityContext: root, ...contexts(root, {}, root) },
    'runAsUser=0 (pod and containers "a", "c" must not set runAsUser=0)',
  ],
  ['a user namespace', { hostUsers: false, ...contexts(root) }, undefined],
  [
    'a user namespace',
    { hostUsers: false, ...contexts(root) },
    'runAsUser=0 (container "a" must not set runAsUser=0)',
    34,
  ],
  ['the pod', { securityContext: root }, undefined, 22],
]);
