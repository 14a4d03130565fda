import type { Check, CheckPod } from './check.ts';
import { containers, contextOf, namesWhere } from './words.ts';

const mustNotBe: CheckPod = ({ spec }) => {
  const names = namesWhere(spec, (container) => contextOf(container).privileged === true);
  if (names.length === 0) return;
  return { reason: 'privileged', detail: `${containers(names)} must not set securityContext.privileged=true` };
};

export const privileged: Check = {
  id: 'privileged',
  level: 'baseline',
  versions: [{ since: 0, check: mustNotBe }],
};
