import type { Check, CheckPod } from './check.ts';
import { plural, quoted } from './words.ts';

const mustHaveNone: CheckPod = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name ?? '');
  if (names.length === 0) return;
  return { reason: 'hostPath volumes', detail: `${plural(names.length, 'volume')} ${quoted(names)}` };
};

export const hostPathVolumes: Check = {
  id: 'hostPathVolumes',
  level: 'baseline',
  versions: [{ since: 0, check: mustHaveNone }],
};
