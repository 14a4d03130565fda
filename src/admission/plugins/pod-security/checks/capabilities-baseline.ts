import { addedBeyond } from './capabilities.ts';
import type { Check, CheckPod } from './check.ts';

/** What containers have anyway. */
export const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const mayAddDefaults: CheckPod = ({ spec }) => {
  const detail = addedBeyond(spec, DEFAULT_CAPABILITIES);
  if (detail !== undefined) return { reason: 'non-default capabilities', detail };
};

export const capabilitiesBaseline: Check = {
  id: 'capabilities_baseline',
  level: 'baseline',
  versions: [{ since: 0, check: mayAddDefaults }],
};
