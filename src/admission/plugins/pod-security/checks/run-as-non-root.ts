import type { Check, CheckPod } from './check.ts';
import { containers, contextOf, exceptUserNamespaces, namesWhere, setters } from './words.ts';

const reason = 'runAsNonRoot != true';

const mustBeTrue: CheckPod = ({ spec }) => {
  const ofPod = spec.securityContext?.runAsNonRoot;
  const wrong = setters(
    ofPod === false,
    namesWhere(spec, (container) => contextOf(container).runAsNonRoot === false),
  );
  if (wrong) return { reason, detail: `${wrong} must not set securityContext.runAsNonRoot=false` };
  if (ofPod) return;
  const silent = namesWhere(spec, (container) => contextOf(container).runAsNonRoot === undefined);
  if (silent.length === 0) return;
  return { reason, detail: `pod or ${containers(silent)} must set securityContext.runAsNonRoot=true` };
};

export const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  level: 'restricted',
  versions: [
    { since: 0, check: mustBeTrue },
    { since: 35, check: exceptUserNamespaces(mustBeTrue) },
  ],
};
