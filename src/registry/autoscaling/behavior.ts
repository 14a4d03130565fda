import { type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../api/field.ts';
import { Quantity } from '../../api/quantity.ts';
import type {
  V2HorizontalPodAutoscalerBehavior,
  V2HPAScalingPolicy,
  V2HPAScalingRules,
} from '../../schema/generated/types.ts';
import { NOT_NEGATIVE } from '../validation/common.ts';

const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];

export function validateBehavior(behavior: V2HorizontalPodAutoscalerBehavior | undefined, at: FieldPath): FieldError[] {
  return (['scaleUp', 'scaleDown'] as const).flatMap((direction) => {
    const rules = behavior?.[direction];
    return rules ? validateRules(rules, at.child(direction)) : [];
  });
}

function validateRules(rules: V2HPAScalingRules, at: FieldPath): FieldError[] {
  const { selectPolicy, policies = [], tolerance } = rules;
  const errors = validateWindow(rules.stabilizationWindowSeconds, at.child('stabilizationWindowSeconds'));
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) {
    errors.push(notSupported(at.child('selectPolicy'), selectPolicy, SELECT_POLICIES));
  }
  const policiesAt = at.child('policies');
  if (policies.length === 0) errors.push(required(policiesAt, 'must specify at least one Policy'));
  errors.push(...policies.flatMap((policy, position) => validatePolicy(policy, policiesAt.index(position))));
  if (tolerance !== undefined && Quantity.parse(tolerance).sign() < 0) {
    errors.push(invalidValue(at.child('tolerance'), tolerance, NOT_NEGATIVE));
  }
  return errors;
}

function validateWindow(seconds: number | undefined, at: FieldPath): FieldError[] {
  if (seconds === undefined) return [];
  if (seconds < 0) return [invalidValue(at, seconds, 'must be greater than or equal to zero')];
  return seconds > LONGEST_WINDOW ? [invalidValue(at, seconds, `must be less than or equal to ${LONGEST_WINDOW}`)] : [];
}

function validatePolicy({ type = '', value = 0, periodSeconds = 0 }: V2HPAScalingPolicy, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const periodAt = at.child('periodSeconds');
  if (!POLICY_TYPES.includes(type)) errors.push(notSupported(at.child('type'), type, POLICY_TYPES));
  if (value <= 0) errors.push(invalidValue(at.child('value'), value, 'must be greater than zero'));
  if (periodSeconds <= 0) errors.push(invalidValue(periodAt, periodSeconds, 'must be greater than zero'));
  if (periodSeconds > LONGEST_PERIOD) {
    errors.push(invalidValue(periodAt, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD}`));
  }
  return errors;
}
