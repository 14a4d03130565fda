import { type FieldError, type FieldPath, invalidValue } from '../../../../api/field.ts';
import type { V1Capabilities } from '../../../../schema/generated/types.ts';
import { give } from '../security-context.ts';
import type { Judged, Rule } from './rule.ts';

export const capabilities: Rule = {
  containerDefaults({ rules }, container) {
    const { add = [], drop = [] } = container.securityContext?.capabilities ?? {};
    const added = new Set([...(rules.defaultAddCapabilities ?? []).filter((name) => !drop.includes(name)), ...add]);
    const dropped = new Set([...(rules.requiredDropCapabilities ?? []), ...drop]);
    if (added.size === new Set(add).size && dropped.size === new Set(drop).size) return;
    give(container, {
      capabilities: {
        ...(added.size > 0 && { add: [...added].sort() }),
        ...(dropped.size > 0 && { drop: [...dropped].sort() }),
      },
    });
  },
  validateContainer: ({ rules }, container, at) =>
    validate(rules, container.securityContext?.capabilities, at.child('securityContext', 'capabilities')),
};

function validate(rules: Judged['rules'], asked: V1Capabilities | undefined, at: FieldPath): FieldError[] {
  const { defaultAddCapabilities: added = [], requiredDropCapabilities: required = [] } = rules;
  const allowed = rules.allowedCapabilities ?? [];
  if (!asked) {
    const isFree = added.length === 0 && required.length === 0;
    return isFree ? [] : [invalidValue(at, undefined, 'required capabilities are not set on the securityContext')];
  }
  if (allowed.includes('*')) return [];
  const { add = [], drop = [] } = asked;
  return [
    ...add
      .filter((name) => !added.includes(name) && !allowed.includes(name))
      .map((name) => invalidValue(at.child('add'), name, 'capability may not be added')),
    ...required
      .filter((name) => !drop.includes(name))
      .map((name) => invalidValue(at.child('drop'), drop, `${name} is required to be dropped but was not found`)),
  ];
}
