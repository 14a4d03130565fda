import { type FieldError, type FieldPath, invalidValue, path, required } from '../../../../api/field.ts';
import type { V1SELinuxOptions } from '../../../../schema/generated/types.ts';
import { effective, give } from '../security-context.ts';
import { type Judged, POD_CONTEXT, type Rule } from './rule.ts';

const PARTS = ['level', 'role', 'type', 'user'] as const;

export const seLinux: Rule = {
  podDefaults({ rules, spec }) {
    const wanted = demanded(rules);
    if (wanted && !spec.securityContext?.seLinuxOptions) give(spec, { seLinuxOptions: { ...wanted } });
  },
  validatePod: ({ rules, spec }) =>
    validateLabels(rules, spec.securityContext?.seLinuxOptions, path(...POD_CONTEXT, 'seLinuxOptions')),
  validateContainer: ({ rules, spec }, container, at) =>
    validateLabels(rules, effective(spec, container, 'seLinuxOptions'), at.child('securityContext', 'seLinuxOptions')),
};

function demanded({ seLinux: strategy }: Judged['rules']): V1SELinuxOptions | undefined {
  return strategy?.rule === 'MustRunAs' ? (strategy.seLinuxOptions ?? {}) : undefined;
}

function validateLabels(rules: Judged['rules'], labels: V1SELinuxOptions | undefined, at: FieldPath): FieldError[] {
  const wanted = demanded(rules);
  if (!wanted) return [];
  if (!labels) return [required(at)];
  return PARTS.filter((part) => normal(part, labels[part]) !== normal(part, wanted[part])).map((part) =>
    invalidValue(at.child(part), labels[part] ?? '', `must be ${wanted[part] ?? ''}`),
  );
}

/** The categories of a level are in no order: `s0:c1,c2`. */
function normal(part: (typeof PARTS)[number], value = ''): string {
  if (part !== 'level') return value;
  const [level, ...categories] = value.split(':');
  return [level, ...categories.map((list) => list.split(',').sort().join(','))].join(':');
}
