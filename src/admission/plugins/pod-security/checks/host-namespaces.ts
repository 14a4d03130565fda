import type { Check, CheckPod } from './check.ts';

const FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

const mustHaveItsOwn: CheckPod = ({ spec }) => {
  const shared = FIELDS.filter((field) => spec[field]).map((field) => `${field}=true`);
  if (shared.length > 0) return { reason: 'host namespaces', detail: shared.join(', ') };
};

export const hostNamespaces: Check = {
  id: 'hostNamespaces',
  level: 'baseline',
  versions: [{ since: 0, check: mustHaveItsOwn }],
};
