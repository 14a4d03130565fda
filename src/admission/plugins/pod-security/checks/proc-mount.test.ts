import { procMountBaseline, procMountRestricted } from './proc-mount.ts';
import { contexts, testCheck } from './testing.ts';

const unmasked = contexts({ procMount: 'Unmasked' }, { procMount: 'Default' }, { procMount: 'Other' });
const found = 'procMount (containers "a", "c" must not set securityContext.procMount to "Other", "Unmasked")';

testCheck(procMountBaseline, [
  ['the default', contexts({}, { procMount: 'Default' }), undefined],
  ['unmasked', unmasked, found],
  ['unmasked in a user namespace', { hostUsers: false, ...unmasked }, undefined],
  ['unmasked in a user namespace', { hostUsers: false, ...unmasked }, found, 34],
]);

testCheck(procMountRestricted, [
  ['the default', contexts({}), undefined],
  ['unmasked in a user namespace', { hostUsers: false, ...unmasked }, found],
  ['unmasked', unmasked, undefined, 34],
]);
