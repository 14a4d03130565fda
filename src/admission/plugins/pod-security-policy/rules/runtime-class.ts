import { invalidValue, path } from '../../../../api/field.ts';
import type { Rule } from './rule.ts';

export const runtimeClass: Rule = {
  podDefaults({ rules, spec }) {
    const usual = rules.runtimeClass?.defaultRuntimeClassName;
    if (usual !== undefined) spec.runtimeClassName ??= usual;
  },
  validatePod({ rules, spec }) {
    const { runtimeClassName: name } = spec;
    if (!rules.runtimeClass || name === undefined) return [];
    const allowed = rules.runtimeClass.allowedRuntimeClassNames ?? [];
    return allowed.includes('*') || allowed.includes(name)
      ? []
      : [invalidValue(path('spec', 'runtimeClassName'), name, '')];
  },
};
