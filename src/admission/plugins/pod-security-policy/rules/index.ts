import { capabilities } from './capabilities.ts';
import { furtherGroups, primaryGroup, user, volumeGroup } from './ids.ts';
import { escalation, hostNamespaces, hostPorts, privileged, procMount, readOnlyRoot } from './privileges.ts';
import { appArmor, seccomp } from './profiles.ts';
import type { Rule } from './rule.ts';
import { runtimeClass } from './runtime-class.ts';
import { seLinux } from './se-linux.ts';
import { sysctls } from './sysctls.ts';
import { volumes } from './volumes.ts';

/** In the order in which violations are told. */
export const RULES: readonly Rule[] = [
  volumeGroup,
  furtherGroups,
  user,
  primaryGroup,
  seccomp,
  seLinux,
  hostNamespaces,
  sysctls,
  volumes,
  runtimeClass,
  appArmor,
  privileged,
  procMount,
  capabilities,
  hostPorts,
  readOnlyRoot,
  escalation,
];
