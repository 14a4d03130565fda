import { capabilitiesBaseline } from './capabilities-baseline.ts';
import { capabilitiesRestricted } from './capabilities-restricted.ts';
import { contexts, testCheck } from './testing.ts';

const add = (...capabilities: string[]) => ({ capabilities: { add: capabilities } });
const drop = (...capabilities: string[]) => ({ capabilities: { drop: capabilities } });

testCheck(capabilitiesBaseline, [
  ['nothing added', contexts(undefined, {}, drop('NET_RAW')), undefined],
  ['defaults added', contexts(add('CHOWN', 'SYS_CHROOT')), undefined],
  [
    'others added',
    contexts(add('NET_RAW', 'CHOWN'), add('SYS_ADMIN', 'NET_RAW')),
    'non-default capabilities (containers "a", "b" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)',
  ],
  [
    'names are case-sensitive',
    contexts(add('chown')),
    'non-default capabilities (container "a" must not include "chown" in securityContext.capabilities.add)',
    0,
  ],
]);

const UNRESTRICTED = 'unrestricted capabilities';
const mustDrop = 'must set securityContext.capabilities.drop=["ALL"]';

testCheck(capabilitiesRestricted, [
  ['all dropped, one added', contexts({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }), undefined],
  ['nothing said', contexts({}, undefined), `${UNRESTRICTED} (containers "a", "b" ${mustDrop})`],
  ['some dropped', contexts(drop('NET_RAW'), drop('ALL')), `${UNRESTRICTED} (container "a" ${mustDrop})`],
  [
    'not dropped, and a default added',
    contexts(drop('ALL'), add('CHOWN')),
    `${UNRESTRICTED} (container "b" ${mustDrop}; container "b" must not include "CHOWN" in securityContext.capabilities.add)`,
  ],
  ['a Windows pod', { os: { name: 'windows' }, ...contexts({}) }, undefined],
  ['a Windows pod', { os: { name: 'windows' }, ...contexts({}) }, `${UNRESTRICTED} (container "a" ${mustDrop})`, 24],
  ['anything', contexts({}), undefined, 21],
]);
