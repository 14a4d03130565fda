/** When a container is restarted: its own policy and rules, and what a change of its resources does to it. */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalidValue,
  notSupported,
  required,
  tooMany,
} from '../../../api/field.ts';
import type { V1Container, V1ContainerResizePolicy, V1ContainerRestartRule } from '../../../schema/generated/types.ts';
import { validateEnum } from '../../validation/common.ts';
import { each, supported } from './rules.ts';

const POLICIES = ['Always', 'Never', 'OnFailure'];
const ACTIONS = ['Restart', 'RestartAllContainers'];
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;

export function validateContainerRestart(container: V1Container, at: FieldPath): FieldError[] {
  const rules = container.restartPolicyRules ?? [];
  const policyAt = at.child('restartPolicy');
  if (container.restartPolicy === undefined && rules.length === 0) return [];
  const rulesAt = at.child('restartPolicyRules');
  return [
    ...(container.restartPolicy === undefined
      ? [required(policyAt, 'must specify restartPolicy when restart rules are used')]
      : supported(container.restartPolicy, POLICIES, policyAt)),
    ...(rules.length > MAX_RULES ? [tooMany(rulesAt, rules.length, MAX_RULES)] : []),
    ...each(rules, rulesAt, validateRestartRule),
  ];
}

function validateRestartRule(rule: V1ContainerRestartRule, at: FieldPath): FieldError[] {
  const errors = supported(rule.action ?? '', ACTIONS, at.child('action'));
  const codesAt = at.child('exitCodes');
  if (!rule.exitCodes) return [...errors, required(codesAt, 'must be specified')];
  errors.push(...supported(rule.exitCodes.operator ?? '', ['In', 'NotIn'], codesAt.child('operator')));
  const count = rule.exitCodes.values?.length ?? 0;
  return count > MAX_EXIT_CODES ? [...errors, tooMany(codesAt.child('values'), count, MAX_EXIT_CODES)] : errors;
}

const RESIZABLE = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

export function validateResizePolicies(
  policies: readonly V1ContainerResizePolicy[] | undefined,
  podRestartPolicy: string | undefined,
  at: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  return each(policies, at, ({ resourceName = '', restartPolicy = '' }, policyAt) => {
    const errors = seen.has(resourceName) ? [duplicate(policyAt, resourceName)] : [];
    seen.add(resourceName);
    errors.push(...validateEnum(resourceName, RESIZABLE, at), ...validateEnum(restartPolicy, RESIZE_POLICIES, at));
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(invalidValue(at, restartPolicy, detail));
    }
    return errors;
  });
}

/** Init containers run once: a resize cannot restart them. */
export function validateInitResizePolicies(container: V1Container, at: FieldPath): FieldError[] {
  return each(container.resizePolicy, at.child('resizePolicy'), (policy, policyAt) => {
    if (policy.restartPolicy !== 'RestartContainer') return [];
    const detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
    return [invalidValue(policyAt.child('restartPolicy'), policy.restartPolicy, detail)];
  });
}

/** The pod's own policy. */
export function validateRestartPolicy(
  policy: string | undefined,
  allowed: readonly string[] | undefined,
  at: FieldPath,
): FieldError[] {
  if (!policy) return [required(at)];
  if (!['Always', 'OnFailure', 'Never'].includes(policy)) {
    return [notSupported(at, policy, ['Always', 'OnFailure', 'Never'])];
  }
  return allowed && !allowed.includes(policy) ? [notSupported(at, policy, allowed)] : [];
}
