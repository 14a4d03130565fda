/** Writes of a namespace's labels: they must be valid, and tell what they mean for the pods that are there. */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import { invalid } from '../../../api/status.ts';
import type { AdmissionAttributes } from '../../admission.ts';
import { compareLevels } from './levels.ts';
import {
  hasMode,
  isPrivileged,
  type Labels,
  MODES,
  type Policy,
  type ReadPolicy,
  readPolicy,
  sameLevelVersion,
  samePolicy,
  showLevelVersion,
} from './policy.ts';

/** @throws StatusError that names labels which cannot be read, unless they were there before */
export function validateLabels(attributes: AdmissionAttributes, defaults: Policy): void {
  const { errors } = policyOf(attributes.object, defaults);
  if (errors.length === 0) return;
  const before = attributes.oldObject ? policyOf(attributes.oldObject, defaults).errors.map(String) : [];
  if (before.length > 0 && errors.map(String).join() === before.join()) return;
  throw invalid(attributes.kind, attributes.name || (attributes.object?.metadata.name ?? ''), errors);
}

/** Whether an update of a namespace may put pods in the wrong. */
export function isStricter(policy: Policy, old: Policy): boolean {
  const [enforce, before] = [policy.enforce, old.enforce];
  if (sameLevelVersion(enforce, before) || enforce.level === 'privileged') return false;
  return enforce.version !== before.version || compareLevels(enforce.level, before.level) > 0;
}

/** undefined: the labels ask for nothing that is not done. */
export function exemptWarning({ metadata }: KubeObject, policy: Policy, defaults: Policy): string | undefined {
  if (isPrivileged(policy) || samePolicy(policy, defaults)) return;
  const labels: Labels = metadata.labels ?? {};
  const asked = MODES.filter((mode) => policy[mode].level !== 'privileged' && hasMode(labels, mode)).map(
    (mode) => `${mode}=${showLevelVersion(policy[mode])}`,
  );
  const name = goQuote(metadata.name ?? '');
  return `namespace ${name} is exempt from Pod Security, and the policy (${asked.join(', ')}) will be ignored`;
}

export function policyOf(namespace: KubeObject | undefined, defaults: Policy): ReadPolicy {
  return readPolicy(namespace?.metadata.labels ?? {}, defaults);
}
