import { addedBeyond } from './capabilities.ts';
import type { Check, CheckPod } from './check.ts';
import { containers, contextOf, exceptWindows, namesWhere } from './words.ts';

const ALLOWED: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

const mustDropAll: CheckPod = ({ spec }) => {
  const keeping = namesWhere(spec, (container) => !contextOf(container).capabilities?.drop?.includes('ALL'));
  const details = [
    keeping.length > 0 ? `${containers(keeping)} must set securityContext.capabilities.drop=["ALL"]` : undefined,
    addedBeyond(spec, ALLOWED),
  ].filter((detail) => detail !== undefined);
  if (details.length > 0) return { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const overrides = ['capabilities_baseline'];

export const capabilitiesRestricted: Check = {
  id: 'capabilities_restricted',
  level: 'restricted',
  versions: [
    { since: 22, check: mustDropAll, overrides },
    { since: 25, check: exceptWindows(mustDropAll), overrides },
  ],
};
