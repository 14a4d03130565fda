import { forbiddenField, path } from '../../../../api/field.ts';
import { goQuote } from '../../../../api/go-format.ts';
import type { Rule } from './rule.ts';

/** Those that concern the pod alone. */
const SAFE: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
]);
const SYSCTLS = path('pod', 'spec', 'securityContext', 'sysctls');

export const sysctls: Rule = {
  validatePod({ rules, spec }) {
    const why = (name: string) => {
      if (isAmong(name, rules.forbiddenSysctls)) return `sysctl ${goQuote(name)} is not allowed`;
      if (!SAFE.has(name) && !isAmong(name, rules.allowedUnsafeSysctls)) {
        return `unsafe sysctl ${goQuote(name)} is not allowed`;
      }
    };
    return (spec.securityContext?.sysctls ?? []).flatMap(({ name = '' }, position) => {
      const refusal = why(name);
      return refusal ? [forbiddenField(SYSCTLS.index(position), refusal)] : [];
    });
  },
};

/** Kernel parameters are written with dots or slashes. */
function isAmong(name: string, patterns: readonly string[] = []): boolean {
  const dotted = name.replaceAll('/', '.');
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? dotted.startsWith(pattern.slice(0, -1)) : dotted === pattern,
  );
}
