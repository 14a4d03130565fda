/** What validating and mutating webhooks have in common. */
import { duplicate, type FieldError, type FieldPath, invalidValue, path, required } from '../../api/field.ts';
import { isDns1035Label, isFullyQualifiedDomain } from '../../api/names.ts';
import type { V1MutatingWebhook, V1ValidatingWebhook } from '../../schema/generated/types.ts';
import { repeats } from '../../util/repeats.ts';
import { supported, validateName } from '../validation/common.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { validateClientConfig } from '../validation/webhook-client-config.ts';
import { ExpressionErrors } from './expression-errors.ts';
import { CHECKS } from './expressions.ts';
import { validateMatchConditions } from './match-conditions.ts';
import { MATCH_POLICIES } from './match-resources.ts';
import { setRuleDefaults, validateRule } from './rules.ts';

export type Webhook = V1ValidatingWebhook & Pick<V1MutatingWebhook, 'reinvocationPolicy'>;

const WEBHOOKS = path('webhooks');
const DEFAULT_TIMEOUT = 10;
const DEFAULT_PORT = 443;
const FAILURE_POLICIES = ['Fail', 'Ignore'];
const REINVOCATION_POLICIES = ['IfNeeded', 'Never'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];

export function setWebhookDefaults(webhook: Webhook): void {
  webhook.failurePolicy ??= 'Fail';
  webhook.matchPolicy ??= 'Equivalent';
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= DEFAULT_TIMEOUT;
  if (webhook.clientConfig?.service) webhook.clientConfig.service.port ??= DEFAULT_PORT;
  setRuleDefaults(webhook.rules);
}

/** To be awaited before `validateWebhooks`. */
export async function prepareWebhooks(webhooks: readonly Webhook[] = []): Promise<void> {
  const { prepareMatchConditions } = await CHECKS.load();
  await prepareMatchConditions(conditionsOf(webhooks));
}

function conditionsOf(webhooks: readonly Webhook[]) {
  return webhooks.map(({ matchConditions = [] }) => matchConditions);
}

/** @param old the stored webhooks: where they broke a rule that is newer than they, it is not held against an update */
export function validateWebhooks(webhooks: readonly Webhook[] = [], old: readonly Webhook[] = []): FieldError[] {
  const names = new Set<string>();
  const uniqueBefore = new Set(old.map(({ name }) => name)).size === old.length;
  const places = webhooks.map((_, position) => WEBHOOKS.index(position).child('matchConditions'));
  const expressions = new ExpressionErrors(CHECKS.get().checkMatchConditions(conditionsOf(webhooks), places));
  const ofEach = webhooks.flatMap((webhook, position) => {
    const at = WEBHOOKS.index(position);
    const errors = validateWebhook(webhook, at, expressions);
    const versions = webhook.admissionReviewVersions ?? [];
    errors.push(...validateReviewVersions(versions, at.child('admissionReviewVersions')));
    const name = webhook.name ?? '';
    if (uniqueBefore && name !== '' && names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    return errors;
  });
  return [...ofEach, ...expressions.at(WEBHOOKS)];
}

function validateWebhook(webhook: Webhook, at: FieldPath, expressions: ExpressionErrors): FieldError[] {
  const rules = webhook.rules ?? [];
  return [
    ...validateHookName(webhook.name ?? '', at.child('name')),
    ...rules.flatMap((rule, position) => validateRule(rule, at.child('rules').index(position))),
    ...supported(webhook.failurePolicy, FAILURE_POLICIES, at.child('failurePolicy')),
    ...supported(webhook.matchPolicy, MATCH_POLICIES, at.child('matchPolicy')),
    ...validateSideEffects(webhook.sideEffects, at.child('sideEffects')),
    ...validateTimeout(webhook.timeoutSeconds, at.child('timeoutSeconds')),
    ...validateLabelSelector(webhook.namespaceSelector, at.child('namespaceSelector')),
    ...validateLabelSelector(webhook.objectSelector, at.child('objectSelector')),
    ...supported(webhook.reinvocationPolicy, REINVOCATION_POLICIES, at.child('reinvocationPolicy')),
    ...validateClientConfig(webhook.clientConfig ?? {}, at.child('clientConfig')),
    ...validateMatchConditions(webhook.matchConditions, at.child('matchConditions'), expressions),
  ];
}

function validateHookName(name: string, at: FieldPath): FieldError[] {
  if (name === '') return [required(at)];
  const wrong = isFullyQualifiedDomain(name);
  return wrong.length === 0 ? [] : [invalidValue(at, name, wrong.join(','))];
}

function validateSideEffects(value: string | null | undefined, at: FieldPath): FieldError[] {
  if (typeof value !== 'string') return [required(at, `must specify one of ${SIDE_EFFECTS.join(', ')}`)];
  return supported(value, SIDE_EFFECTS, at);
}

function validateTimeout(seconds: number | undefined, at: FieldPath): FieldError[] {
  if (seconds === undefined || (seconds >= 1 && seconds <= 30)) return [];
  return [invalidValue(at, seconds, 'the timeout value must be between 1 and 30 seconds')];
}

function validateReviewVersions(versions: readonly string[], at: FieldPath): FieldError[] {
  if (versions.length === 0) return [required(at, `must specify one of ${REVIEW_VERSIONS.join(', ')}`)];
  const repeated = repeats(versions);
  const errors = versions.flatMap((version, position) =>
    repeated[position]
      ? [invalidValue(at.index(position), version, 'duplicate version')]
      : validateName(version, isDns1035Label, at.index(position)),
  );
  if (versions.some((version) => REVIEW_VERSIONS.includes(version))) return errors;
  return [...errors, invalidValue(at, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`)];
}
