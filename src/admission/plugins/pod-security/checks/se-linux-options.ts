import { containersOf } from '../../../../api/pods/containers-of.ts';
import type { V1SELinuxOptions } from '../../../../schema/generated/types.ts';
import type { Check, CheckPod } from './check.ts';
import { contextOf, namesWhere, plural, quoted, setters, sorted } from './words.ts';

const SINCE_0 = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
export const SELINUX_TYPES = [...SINCE_0, 'container_engine_t'];

function mustBeOf(types: readonly string[]): CheckPod {
  const isWrong = (options?: V1SELinuxOptions) =>
    options !== undefined && (!types.includes(options.type ?? '') || Boolean(options.user) || Boolean(options.role));
  return ({ spec }) => {
    const ofPod = spec.securityContext?.seLinuxOptions;
    const who = setters(
      isWrong(ofPod),
      namesWhere(spec, (container) => isWrong(contextOf(container).seLinuxOptions)),
    );
    if (!who) return;
    const all = [ofPod, ...containersOf(spec).map((container) => contextOf(container).seLinuxOptions)];
    const what = wordsFor(all.filter(isWrong) as V1SELinuxOptions[], types);
    return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions: ${what}` };
  };
}

function wordsFor(wrong: readonly V1SELinuxOptions[], allowed: readonly string[]): string {
  const types = sorted(wrong.map(({ type }) => type ?? '').filter((type) => !allowed.includes(type)));
  return [
    types.length > 0 ? `${plural(types.length, 'type')} ${quoted(types)}` : '',
    wrong.some(({ user }) => user) ? 'user may not be set' : '',
    wrong.some(({ role }) => role) ? 'role may not be set' : '',
  ]
    .filter(Boolean)
    .join('; ');
}

export const seLinuxOptions: Check = {
  id: 'seLinuxOptions',
  level: 'baseline',
  versions: [
    { since: 0, check: mustBeOf(SINCE_0) },
    { since: 31, check: mustBeOf(SELINUX_TYPES) },
  ],
};
