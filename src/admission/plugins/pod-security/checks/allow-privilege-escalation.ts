import type { Check, CheckPod } from './check.ts';
import { containers, contextOf, exceptWindows, namesWhere } from './words.ts';

const mustNotAllow: CheckPod = ({ spec }) => {
  const names = namesWhere(spec, (container) => contextOf(container).allowPrivilegeEscalation !== false);
  if (names.length === 0) return;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containers(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

export const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  versions: [
    { since: 8, check: mustNotAllow },
    { since: 25, check: exceptWindows(mustNotAllow) },
  ],
};
