import type { Check, CheckPod } from './check.ts';
import { contextOf, exceptUserNamespaces, namesWhere, setters } from './words.ts';

const mustNotBeRoot: CheckPod = ({ spec }) => {
  const wrong = setters(
    spec.securityContext?.runAsUser === 0,
    namesWhere(spec, (container) => contextOf(container).runAsUser === 0),
  );
  if (wrong) return { reason: 'runAsUser=0', detail: `${wrong} must not set runAsUser=0` };
};

export const runAsUser: Check = {
  id: 'runAsUser',
  level: 'restricted',
  versions: [
    { since: 23, check: mustNotBeRoot },
    { since: 35, check: exceptUserNamespaces(mustNotBeRoot) },
  ],
};
