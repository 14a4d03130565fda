import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { contexts, testCheck } from './testing.ts';

const REASON = 'allowPrivilegeEscalation != false';
const must = 'must set securityContext.allowPrivilegeEscalation=false';

testCheck(allowPrivilegeEscalation, [
  ['all forbid it', contexts({ allowPrivilegeEscalation: false }, { allowPrivilegeEscalation: false }), undefined],
  ['one says nothing', contexts({ allowPrivilegeEscalation: false }, {}), `${REASON} (container "b" ${must})`],
  [
    'no context, and allowed',
    contexts(undefined, { allowPrivilegeEscalation: true }),
    `${REASON} (containers "a", "b" ${must})`,
  ],
  ['a Windows pod', { os: { name: 'windows' }, ...contexts({}) }, undefined],
  ['a Windows pod', { os: { name: 'windows' }, ...contexts({}) }, `${REASON} (container "a" ${must})`, 24],
  ['anything', contexts({}), undefined, 7],
]);
