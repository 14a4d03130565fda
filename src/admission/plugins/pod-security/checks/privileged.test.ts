import { privileged } from './privileged.ts';
import { contexts, testCheck } from './testing.ts';
import { windowsHostProcess } from './windows-host-process.ts';

const must = 'must not set securityContext.privileged=true';

testCheck(privileged, [
  ['none', contexts({}, undefined, { privileged: false }), undefined],
  ['one', contexts({}, { privileged: true }), `privileged (container "b" ${must})`],
  ['two', contexts({ privileged: true }, { privileged: true }), `privileged (containers "a", "b" ${must})`, 0],
]);

const hostProcess = { windowsOptions: { hostProcess: true } };
const mustNot = 'must not set securityContext.windowsOptions.hostProcess=true';

testCheck(windowsHostProcess, [
  ['none', contexts({ windowsOptions: { hostProcess: false } }, { windowsOptions: {} }), undefined],
  ['the pod', { securityContext: hostProcess }, `hostProcess (pod ${mustNot})`],
  [
    'the pod and a container',
    { securityContext: hostProcess, ...contexts(hostProcess) },
    `hostProcess (pod and container "a" ${mustNot})`,
  ],
]);
