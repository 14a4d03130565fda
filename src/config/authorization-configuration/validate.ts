/** In kube-apiserver's words, and at its paths (k8s.io/apiserver/pkg/apis/apiserver/validation). */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalidValue,
  NO_VALUE,
  notSupported,
  path,
  required,
} from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import { repeats } from '../../util/repeats.ts';
import type { AuthorizationConfiguration, AuthorizerConfiguration } from './authorization-configuration.ts';
import { validateWebhook, type WebhookValidation } from './validate-webhook.ts';

/** AlwaysAllow and ABAC are not among them: nothing here allows everybody everything. */
export const AUTHORIZER_TYPES = ['AlwaysDeny', 'Node', 'RBAC', 'Webhook'] as const;
export type AuthorizerType = (typeof AUTHORIZER_TYPES)[number];

export function validateAuthorizationConfiguration(
  { authorizers }: AuthorizationConfiguration,
  validation: WebhookValidation,
): FieldError[] {
  const at = path('authorizers');
  if (authorizers.length === 0) return [required(at, 'at least one authorization mode must be defined')];
  const isRepeatedType = repeats(authorizers.map(({ type }) => type));
  const isRepeatedName = repeats(authorizers.map(({ name }) => name));
  return authorizers.flatMap((authorizer, index) => {
    const { type } = authorizer;
    const typePath = at.index(index).child('type');
    if (type === '') return [required(typePath)];
    if (!isAuthorizerType(type)) return [notSupported(typePath, type, AUTHORIZER_TYPES)];
    if (type !== 'Webhook' && isRepeatedType[index]) return [duplicate(typePath, type)];
    return [
      ...validateName(authorizer, isRepeatedName[index]!, at.index(index).child('name')),
      ...validateOptions(authorizer, validation, at.index(index)),
    ];
  });
}

function isAuthorizerType(type: string): type is AuthorizerType {
  return (AUTHORIZER_TYPES as readonly string[]).includes(type);
}

/** What is not a webhook there is one of, with one name: that of its type in lower case. */
function validateName({ type, name }: AuthorizerConfiguration, isRepeated: boolean, at: FieldPath): FieldError[] {
  if (name === '') return [required(at)];
  if (isRepeated) return [duplicate(at, name)];
  const errors = isDns1123Subdomain(name);
  if (errors.length > 0) return [invalidValue(at, name, `authorizer name is invalid: ${errors.join(', ')}`)];
  const expected = type.toLowerCase();
  if (type === 'Webhook' || name === expected) return [];
  return [invalidValue(at, NO_VALUE, `expected name ${expected} for authorizer ${type} instead of ${name}`)];
}

function validateOptions(
  { type, webhook }: AuthorizerConfiguration,
  validation: WebhookValidation,
  at: FieldPath,
): FieldError[] {
  const field = at.child('webhook');
  if (type !== 'Webhook') {
    return webhook ? [invalidValue(field, 'non-null', 'may only be specified when type=Webhook')] : [];
  }
  // At the authorizer's own path, not at the webhook's: kube-apiserver's messages have it so.
  return webhook ? validateWebhook(webhook, validation, at) : [required(field, 'required when type=Webhook')];
}
