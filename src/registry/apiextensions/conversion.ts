import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../api/field.ts';
import { isDns1035Label } from '../../api/names.ts';
import type { V1CustomResourceConversion } from '../../schema/generated/types.ts';
import { repeats } from '../../util/repeats.ts';
import { validateEnum, validateName } from '../validation/common.ts';
import { validateClientConfig } from '../validation/webhook-client-config.ts';

const STRATEGIES = ['None', 'Webhook'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const NOT_WEBHOOK = 'should not be set when strategy is not set to Webhook';

/** Paths are those of upstream's internal version, which has no `webhook` between them. */
export function validateConversion({ strategy, webhook }: V1CustomResourceConversion, path: FieldPath): FieldError[] {
  const errors = validateEnum(strategy, STRATEGIES, path.child('strategy'));
  const config = path.child('webhookClientConfig');
  const versions = path.child('conversionReviewVersions');
  if (strategy !== 'Webhook') {
    if (webhook?.clientConfig) errors.push(forbiddenField(config, NOT_WEBHOOK));
    if (webhook?.conversionReviewVersions?.length) errors.push(forbiddenField(versions, NOT_WEBHOOK));
    return errors;
  }
  return [
    ...errors,
    ...(webhook?.clientConfig
      ? validateClientConfig(webhook.clientConfig, config)
      : [required(config, 'required when strategy is set to Webhook')]),
    ...validateReviewVersions(webhook?.conversionReviewVersions ?? [], versions),
  ];
}

function validateReviewVersions(versions: readonly string[], path: FieldPath): FieldError[] {
  if (versions.length === 0) return [required(path)];
  const repeated = repeats(versions);
  const errors = versions.flatMap((version, position) =>
    repeated[position]
      ? [invalidValue(path.index(position), version, 'duplicate version')]
      : validateName(version, isDns1035Label, path.index(position)),
  );
  if (versions.some((version) => REVIEW_VERSIONS.includes(version))) return errors;
  return [...errors, invalidValue(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`)];
}
