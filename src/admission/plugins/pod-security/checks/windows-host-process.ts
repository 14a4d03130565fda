import type { Check, CheckPod } from './check.ts';
import { contextOf, namesWhere, setters } from './words.ts';

const mustNotBe: CheckPod = ({ spec }) => {
  const who = setters(
    spec.securityContext?.windowsOptions?.hostProcess === true,
    namesWhere(spec, (container) => contextOf(container).windowsOptions?.hostProcess === true),
  );
  if (who)
    return { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
};

export const windowsHostProcess: Check = {
  id: 'windowsHostProcess',
  level: 'baseline',
  versions: [{ since: 0, check: mustNotBe }],
};
