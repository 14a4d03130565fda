/** When a job counts as failed or succeeded before all its pods are through: podFailurePolicy and successPolicy. */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalidValue,
  NO_VALUE,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';
import { isQualifiedName } from '../../api/names.ts';
import type {
  V1JobSpec,
  V1PodFailurePolicy,
  V1PodFailurePolicyOnExitCodesRequirement,
  V1PodFailurePolicyOnPodConditionsPattern,
  V1PodFailurePolicyRule,
  V1SuccessPolicyRule,
} from '../../schema/generated/types.ts';
import { validateName, validateNonnegative } from '../validation/common.ts';
import { parseIndexes } from './indexes.ts';

const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_CONDITION_PATTERNS = 20;
const MAX_INDEXES_LENGTH = 64 * 1024;

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const CONDITION_STATUSES = ['False', 'True', 'Unknown'];

export function validatePodFailurePolicy(policy: V1PodFailurePolicy, spec: V1JobSpec, at: FieldPath): FieldError[] {
  const rules = policy.rules ?? [];
  const pod = spec.template?.spec;
  const containers = new Set([...(pod?.containers ?? []), ...(pod?.initContainers ?? [])].map(({ name }) => name));
  return [
    ...(rules.length > MAX_RULES ? [tooMany(at.child('rules'), rules.length, MAX_RULES)] : []),
    ...rules.flatMap((rule, position) =>
      validateFailureRule(rule, spec, containers, at.child('rules').index(position)),
    ),
  ];
}

function validateFailureRule(
  rule: V1PodFailurePolicyRule,
  spec: V1JobSpec,
  containers: ReadonlySet<string | undefined>,
  at: FieldPath,
): FieldError[] {
  const patterns = rule.onPodConditions ?? [];
  const errors = validateChoice(rule.action, ACTIONS, at.child('action'));
  if (rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
    errors.push(invalidValue(at.child('action'), rule.action, 'requires the backoffLimitPerIndex to be set'));
  }
  if (rule.onExitCodes) errors.push(...validateExitCodes(rule.onExitCodes, containers, at.child('onExitCodes')));
  errors.push(...validateConditionPatterns(patterns, at.child('onPodConditions')));
  if (rule.onExitCodes && patterns.length > 0) {
    errors.push(invalidValue(at, NO_VALUE, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  }
  if (!rule.onExitCodes && patterns.length === 0) {
    errors.push(invalidValue(at, NO_VALUE, 'specifying one of OnExitCodes and OnPodConditions is required'));
  }
  return errors;
}

function validateConditionPatterns(
  patterns: readonly V1PodFailurePolicyOnPodConditionsPattern[],
  at: FieldPath,
): FieldError[] {
  return [
    ...(patterns.length > MAX_CONDITION_PATTERNS ? [tooMany(at, patterns.length, MAX_CONDITION_PATTERNS)] : []),
    ...patterns.flatMap((pattern, position) => [
      ...validateName(pattern.type ?? '', isQualifiedName, at.index(position).child('type')),
      ...validateChoice(pattern.status, CONDITION_STATUSES, at.index(position).child('status')),
    ]),
  ];
}

function validateExitCodes(
  requirement: V1PodFailurePolicyOnExitCodesRequirement,
  containers: ReadonlySet<string | undefined>,
  at: FieldPath,
): FieldError[] {
  const errors = validateChoice(requirement.operator, OPERATORS, at.child('operator'));
  const container = requirement.containerName;
  if (container !== undefined && !containers.has(container)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalidValue(at.child('containerName'), container, detail));
  }
  const codes = requirement.values ?? [];
  const valuesAt = at.child('values');
  if (codes.length === 0) errors.push(invalidValue(valuesAt, codes, 'at least one value is required'));
  if (codes.length > MAX_EXIT_CODES) errors.push(tooMany(valuesAt, codes.length, MAX_EXIT_CODES));
  return [...errors, ...validateCodes(codes, requirement.operator === 'In', valuesAt)];
}

/** Ascending, each once; success is no failure to act on. */
function validateCodes(codes: readonly number[], successRefused: boolean, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<number>();
  codes.forEach((code, position) => {
    if (successRefused && code === 0) {
      errors.push(invalidValue(at.index(position), code, 'must not be 0 for the In operator'));
    }
    if (seen.has(code)) errors.push(duplicate(at.index(position), code));
    seen.add(code);
  });
  const ordered = codes.every((code, position) => position === 0 || codes[position - 1]! <= code);
  return ordered ? errors : [...errors, invalidValue(at, codes, 'must be ordered')];
}

export function validateSuccessPolicy(spec: V1JobSpec, at: FieldPath): FieldError[] {
  if (spec.completionMode !== 'Indexed') {
    return [invalidValue(at, spec.successPolicy, 'requires indexed completion mode')];
  }
  const rules = spec.successPolicy?.rules ?? [];
  const rulesAt = at.child('rules');
  const errors: FieldError[] = [];
  if (rules.length === 0) {
    errors.push(required(rulesAt, 'at least one rules must be specified when the successPolicy is specified'));
  }
  if (rules.length > MAX_RULES) errors.push(tooMany(rulesAt, rules.length, MAX_RULES));
  return [
    ...errors,
    ...rules.flatMap((rule, position) => validateSuccessRule(rule, spec.completions ?? 0, rulesAt.index(position))),
  ];
}

function validateSuccessRule(
  { succeededCount, succeededIndexes }: V1SuccessPolicyRule,
  completions: number,
  at: FieldPath,
): FieldError[] {
  if (succeededCount === undefined && succeededIndexes === undefined) {
    return [required(at, 'at least one of succeededCount or succeededIndexes must be specified')];
  }
  const indexes = validateSucceededIndexes(succeededIndexes, completions, at.child('succeededIndexes'));
  if (succeededCount === undefined) return indexes.errors;
  const countAt = at.child('succeededCount');
  const errors = [...indexes.errors, ...validateNonnegative(succeededCount, countAt)];
  const atMost = (limit: number, what: string): void => {
    if (succeededCount <= limit) return;
    errors.push(
      invalidValue(countAt, succeededCount, `must be less than or equal to ${limit} (the number of ${what})`),
    );
  };
  atMost(completions, 'specified completions');
  if (succeededIndexes !== undefined) {
    atMost(indexes.total, 'indexes in the specified succeededIndexes field');
  }
  return errors;
}

function validateSucceededIndexes(
  text: string | undefined,
  completions: number,
  at: FieldPath,
): { errors: FieldError[]; total: number } {
  if (text === undefined) return { errors: [], total: 0 };
  if (text.length > MAX_INDEXES_LENGTH) return { errors: [tooLong(at, MAX_INDEXES_LENGTH)], total: 0 };
  const parsed = parseIndexes(text, completions);
  if (!('error' in parsed)) return { errors: [], total: parsed.total };
  return { errors: [invalidValue(at, text, `error parsing succeededIndexes: ${parsed.error}`)], total: 0 };
}

function validateChoice(value: string | undefined, allowed: readonly string[], at: FieldPath): FieldError[] {
  if (!value) return [required(at, `valid values: [${allowed.map(goQuote).join(' ')}]`)];
  return allowed.includes(value) ? [] : [notSupported(at, value, allowed)];
}
