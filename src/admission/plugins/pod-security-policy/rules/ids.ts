/** Which users and groups containers may run as. */
import { type FieldError, type FieldPath, invalidValue, path, required } from '../../../../api/field.ts';
import type { IdRange, RangeStrategy } from '../../../../api/pod-security-policy.ts';
import { type AnyContainer, effective, give } from '../security-context.ts';
import { type Judged, POD_CONTEXT, type Rule } from './rule.ts';

function isInRanges(id: number, ranges: readonly IdRange[]): boolean {
  return ranges.some(({ min = 0, max = 0 }) => id >= min && id <= max);
}

function showRanges(ranges: readonly IdRange[]): string {
  return `[${ranges.map(({ min = 0, max = 0 }) => `{${min} ${max}}`).join(' ')}]`;
}

/** The one that is given to those who say nothing. */
function generated({ rule, ranges }: RangeStrategy = {}): number | undefined {
  return rule === 'MustRunAs' ? ranges?.[0]?.min : undefined;
}

export const user: Rule = {
  containerDefaults({ rules, spec }, container) {
    const isSilent = effective(spec, container, 'runAsUser') === undefined;
    const id = generated(rules.runAsUser);
    if (isSilent && id !== undefined) give(container, { runAsUser: id });
    if (rules.runAsUser?.rule !== 'MustRunAsNonRoot') return;
    // The kubelet then asks the image whom it runs as.
    const saysNothing = isSilent && effective(spec, container, 'runAsNonRoot') === undefined;
    if (saysNothing) give(container, { runAsNonRoot: true });
  },
  validateContainer(judged, container, at) {
    const { rule, ranges = [] } = judged.rules.runAsUser ?? {};
    const context = at.child('securityContext');
    if (rule === 'MustRunAsNonRoot') return validateNonRoot(judged, container, context);
    if (rule !== 'MustRunAs') return [];
    const id = effective(judged.spec, container, 'runAsUser');
    if (id === undefined) return [required(context.child('runAsUser'))];
    if (isInRanges(id, ranges)) return [];
    return [invalidValue(context.child('runAsUser'), id, `must be in the ranges: ${showRanges(ranges)}`)];
  },
};

function validateNonRoot({ spec }: Judged, container: AnyContainer, at: FieldPath): FieldError[] {
  const id = effective(spec, container, 'runAsUser');
  const nonRoot = effective(spec, container, 'runAsNonRoot');
  if (nonRoot === undefined && id === undefined) return [required(at.child('runAsNonRoot'), 'must be true')];
  if (nonRoot === false) return [invalidValue(at.child('runAsNonRoot'), false, 'must be true')];
  if (id === 0) return [invalidValue(at.child('runAsUser'), id, 'running with the root UID is forbidden')];
  return [];
}

function validateGroups(strategy: RangeStrategy | undefined, groups: readonly number[], at: FieldPath): FieldError[] {
  const { rule, ranges = [] } = strategy ?? {};
  if (rule !== 'MustRunAs' && rule !== 'MayRunAs') return [];
  if (groups.length === 0 && rule === 'MustRunAs') {
    return [invalidValue(at, groups, 'unable to validate empty groups against required ranges')];
  }
  return groups
    .filter((group) => !isInRanges(group, ranges))
    .map((group) => invalidValue(at, groups, `group ${group} must be in the ranges: ${showRanges(ranges)}`));
}

const listOf = (group: number | undefined) => (group === undefined ? [] : [group]);

export const primaryGroup: Rule = {
  containerDefaults({ rules, spec }, container) {
    const id = generated(rules.runAsGroup);
    if (id === undefined || effective(spec, container, 'runAsGroup') !== undefined) return;
    give(container, { runAsGroup: id });
  },
  validateContainer({ rules, spec }, container, at) {
    const groups = listOf(effective(spec, container, 'runAsGroup'));
    return validateGroups(rules.runAsGroup, groups, at.child('securityContext'));
  },
};

export const volumeGroup: Rule = {
  podDefaults({ rules, spec }) {
    const id = generated(rules.fsGroup);
    if (id !== undefined && spec.securityContext?.fsGroup === undefined) give(spec, { fsGroup: id });
  },
  validatePod: ({ rules, spec }) =>
    validateGroups(rules.fsGroup, listOf(spec.securityContext?.fsGroup), path(...POD_CONTEXT, 'fsGroup')),
};

export const furtherGroups: Rule = {
  podDefaults({ rules, spec }) {
    const id = generated(rules.supplementalGroups);
    if (id === undefined || spec.securityContext?.supplementalGroups?.length) return;
    give(spec, { supplementalGroups: [id] });
  },
  validatePod({ rules, spec }) {
    const at = path(...POD_CONTEXT, 'supplementalGroups');
    return validateGroups(rules.supplementalGroups, spec.securityContext?.supplementalGroups ?? [], at);
  },
};
