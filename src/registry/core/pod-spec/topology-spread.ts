import { duplicate, type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';
import type { V1TopologySpreadConstraint } from '../../../schema/generated/types.ts';
import { repeats } from '../../../util/repeats.ts';
import { validatePositive } from '../../validation/common.ts';
import { validateLabelSelector } from '../../validation/label-selector.ts';
import { validateLabelKeys } from './match-label-keys.ts';
import { each, requireValue, supported } from './rules.ts';

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const NODE_POLICIES = ['Honor', 'Ignore'];

export function validateTopologySpread(
  constraints: readonly V1TopologySpreadConstraint[] | undefined,
  at: FieldPath,
): FieldError[] {
  // The last of equal ones is the one that is not told of.
  const repeated = repeats((constraints ?? []).map(identityOf).reverse()).reverse();
  return each(constraints, at, (constraint, constraintAt, position) => [
    ...validatePositive(constraint.maxSkew ?? 0, constraintAt.child('maxSkew')),
    ...requireValue(constraint.topologyKey, constraintAt.child('topologyKey'), 'can not be empty'),
    ...supported(constraint.whenUnsatisfiable ?? '', ACTIONS, constraintAt.child('whenUnsatisfiable')),
    ...(repeated[position]
      ? [duplicate(constraintAt.child('{topologyKey, whenUnsatisfiable}'), identityOf(constraint))]
      : []),
    ...validateMinDomains(constraint, constraintAt.child('minDomains')),
    ...supported(constraint.nodeAffinityPolicy, NODE_POLICIES, constraintAt.child('nodeAffinityPolicy')),
    ...supported(constraint.nodeTaintsPolicy, NODE_POLICIES, constraintAt.child('nodeTaintsPolicy')),
    ...validateLabelKeys(constraint, constraintAt),
    ...validateLabelSelector(constraint.labelSelector, constraintAt.child('labelSelector')),
  ]);
}

/** One constraint of each kind: a topology key and what happens when it cannot be met. */
function identityOf({ topologyKey = '', whenUnsatisfiable = '' }: V1TopologySpreadConstraint): string {
  return `{${topologyKey}, ${whenUnsatisfiable}}`;
}

function validateMinDomains(
  { minDomains, whenUnsatisfiable = '' }: V1TopologySpreadConstraint,
  at: FieldPath,
): FieldError[] {
  if (minDomains === undefined) return [];
  const errors = validatePositive(minDomains, at);
  if (whenUnsatisfiable !== 'DoNotSchedule') {
    const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
    errors.push(invalidValue(at, minDomains, detail));
  }
  return errors;
}
