import { isAbsolute } from 'node:path';
import { parseDuration } from '../../api/duration.ts';
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalidValue,
  notSupported,
  required,
  tooMany,
} from '../../api/field.ts';
import { repeats } from '../../util/repeats.ts';
import type { ConnectionInfo, WebhookConfiguration } from './authorization-configuration.ts';

export interface WebhookValidation {
  /** @returns what is wrong with the file, or undefined */
  fileProblem(path: string): string | undefined;
  /** @returns what is wrong with the expression, or undefined */
  expressionProblem(expression: string): string | undefined;
}

const MOST_CONDITIONS = 64;
const LONGEST_TIMEOUT_SECONDS = 30;
const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const CONDITION_VERSIONS = ['v1'];
const FAILURE_POLICIES = ['NoOpinion', 'Deny'];

export function validateWebhook(
  webhook: WebhookConfiguration,
  validation: WebhookValidation,
  at: FieldPath,
): FieldError[] {
  const { subjectAccessReviewVersion, failurePolicy } = webhook;
  return [
    ...validateTimeout(webhook.timeout, at.child('timeout')),
    ...validateTtl(webhook.authorizedTTL, at.child('authorizedTTL')),
    ...validateTtl(webhook.unauthorizedTTL, at.child('unauthorizedTTL')),
    ...validateChoice(subjectAccessReviewVersion, REVIEW_VERSIONS, at.child('subjectAccessReviewVersion')),
    ...validateConditionVersion(webhook, at.child('matchConditionSubjectAccessReviewVersion')),
    ...validateChoice(failurePolicy, FAILURE_POLICIES, at.child('failurePolicy')),
    ...validateConnection(webhook.connectionInfo, validation, at.child('connectionInfo')),
    ...validateConditions(webhook, validation, at.child('matchConditions')),
  ];
}

function validateTimeout(timeout: string, at: FieldPath): FieldError[] {
  const parsed = parseDuration(timeout || '0s');
  if ('error' in parsed) return [invalidValue(at, timeout, parsed.error)];
  if (parsed.seconds === 0) return [required(at)];
  if (parsed.seconds > 0 && parsed.seconds <= LONGEST_TIMEOUT_SECONDS) return [];
  return [invalidValue(at, timeout, `must be > 0s and <= ${LONGEST_TIMEOUT_SECONDS}s`)];
}

/** Zero is the default's. */
function validateTtl(ttl: string, at: FieldPath): FieldError[] {
  const parsed = parseDuration(ttl || '0s');
  if ('error' in parsed) return [invalidValue(at, ttl, parsed.error)];
  return parsed.seconds < 0 ? [invalidValue(at, ttl, 'must be > 0s')] : [];
}

function validateChoice(value: string, choices: readonly string[], at: FieldPath): FieldError[] {
  if (value === '') return [required(at)];
  return choices.includes(value) ? [] : [notSupported(at, value, choices)];
}

function validateConditionVersion(
  { matchConditionSubjectAccessReviewVersion: version, matchConditions }: WebhookConfiguration,
  at: FieldPath,
): FieldError[] {
  if (version !== '') return validateChoice(version, CONDITION_VERSIONS, at);
  return matchConditions.length > 0 ? [required(at, 'required if match conditions are specified')] : [];
}

function validateConnection(
  { type, kubeConfigFile }: ConnectionInfo,
  { fileProblem }: WebhookValidation,
  at: FieldPath,
): FieldError[] {
  const file = at.child('kubeConfigFile');
  switch (type) {
    case '':
      return [required(at.child('type'))];
    case 'InClusterConfig':
      // For servers that ask kube-apiserver; it would ask itself.
      return [invalidValue(at.child('type'), type, 'it is not allowed for the API server itself: use KubeConfigFile')];
    case 'KubeConfigFile': {
      if (!kubeConfigFile) return [required(file)];
      if (!isAbsolute(kubeConfigFile)) return [invalidValue(file, kubeConfigFile, 'must be an absolute path')];
      const problem = fileProblem(kubeConfigFile);
      return problem === undefined ? [] : [invalidValue(file, kubeConfigFile, problem)];
    }
    default:
      return [notSupported(at.child('type'), type, ['InClusterConfig', 'KubeConfigFile'])];
  }
}

function validateConditions(
  { matchConditions }: WebhookConfiguration,
  { expressionProblem }: WebhookValidation,
  at: FieldPath,
): FieldError[] {
  if (matchConditions.length > MOST_CONDITIONS) return [tooMany(at, matchConditions.length, MOST_CONDITIONS)];
  const isRepeated = repeats(matchConditions.map(({ expression }) => expression));
  return matchConditions.flatMap(({ expression }, index) => {
    const field = at.index(index).child('expression');
    if (expression.trim() === '') return [required(field)];
    if (isRepeated[index]) return [duplicate(field, expression)];
    const problem = expressionProblem(expression);
    return problem === undefined ? [] : [invalidValue(field, expression, problem)];
  });
}
