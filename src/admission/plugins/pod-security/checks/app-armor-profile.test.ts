import { appArmorProfile } from './app-armor-profile.ts';
import { contexts, testCheck } from './testing.ts';

const KEY = 'container.apparmor.security.beta.kubernetes.io/';
const profile = (type: string) => ({ appArmorProfile: { type } });

testCheck(appArmorProfile, [
  ['nothing said', contexts({}), undefined],
  ['allowed types', { securityContext: profile('RuntimeDefault'), ...contexts(profile('Localhost')) }, undefined],
  [
    'a pod',
    { securityContext: profile('Unconfined') },
    'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
  ],
  [
    'a pod, two containers and two annotations',
    {
      securityContext: profile('Unconfined'),
      ...contexts(profile('Other'), {}, profile('Unconfined')),
      annotations: { [`${KEY}b`]: 'unconfined', [`${KEY}a`]: 'x', [`${KEY}c`]: 'localhost/p', other: 'unconfined' },
    },
    `forbidden AppArmor profiles (pod and containers "a", "c" and annotations must not set AppArmor profile type to "Other", "Unconfined", "${KEY}a="x"", "${KEY}b="unconfined"")`,
  ],
  [
    'one annotation',
    { annotations: { [`${KEY}a`]: 'unconfined' } },
    `forbidden AppArmor profile (annotation must not set AppArmor profile type to "${KEY}a="unconfined"")`,
  ],
  ['allowed annotations', { annotations: { [`${KEY}a`]: '', [`${KEY}b`]: 'runtime/default' } }, undefined],
]);
