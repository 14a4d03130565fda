import { seccompProfileBaseline } from './seccomp-profile-baseline.ts';
import { seccompProfileRestricted } from './seccomp-profile-restricted.ts';
import { contexts, testCheck } from './testing.ts';

const type = (name: string) => ({ seccompProfile: { type: name } });
const mustNot = 'must not set securityContext.seccompProfile.type to';
const must = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
const POD = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const onWindows = { os: { name: 'windows' }, ...contexts({}) };

testCheck(seccompProfileBaseline, [
  ['nothing said', contexts({}, undefined), undefined],
  ['allowed types', { securityContext: type('Localhost'), ...contexts(type('RuntimeDefault')) }, undefined],
  [
    'the pod and a container',
    { securityContext: type('Unconfined'), ...contexts(type('Other'), {}) },
    `seccompProfile (pod and container "a" ${mustNot} "Other", "Unconfined")`,
  ],
  ['annotations', { ...contexts({}), annotations: { [POD]: 'unconfined' } }, undefined],
  [
    'annotations',
    {
      ...contexts({}, {}),
      annotations: {
        [POD]: 'unconfined',
        [`${CONTAINER}b`]: 'x',
        [`${CONTAINER}a`]: 'localhost/p',
        [`${CONTAINER}z`]: 'x',
      },
    },
    `seccompProfile (forbidden annotations ${CONTAINER}b="x", ${POD}="unconfined")`,
    18,
  ],
  [
    'allowed annotations',
    { ...contexts({}), annotations: { [POD]: 'docker/default', [`${CONTAINER}a`]: 'runtime/default' } },
    undefined,
    18,
  ],
  ['fields', { securityContext: type('Unconfined') }, undefined, 18],
]);

testCheck(seccompProfileRestricted, [
  ['the pod', { securityContext: type('RuntimeDefault'), ...contexts({}) }, undefined],
  ['each container', contexts(type('RuntimeDefault'), type('Localhost')), undefined],
  ['some say nothing', contexts(type('Localhost'), {}), `seccompProfile (pod or container "b" ${must})`],
  [
    'an unconfined container',
    { securityContext: type('RuntimeDefault'), ...contexts(type('Unconfined'), {}) },
    `seccompProfile (container "a" ${mustNot} "Unconfined")`,
  ],
  ['a Windows pod', onWindows, undefined],
  ['a Windows pod', onWindows, `seccompProfile (pod or container "a" ${must})`, 24],
  ['anything', contexts({}), undefined, 18],
]);
