import { type Kind, list, must } from '../kinds.ts';
import type { AuthorizationFlags } from './plan.ts';
import { AUTHORIZER_TYPES, type AuthorizerType } from './validate.ts';

const mode: Kind<AuthorizerType> = {
  placeholder: 'NAME',
  parse(text) {
    must(text !== 'AlwaysAllow', 'another than AlwaysAllow, with which anybody may do anything');
    const found = AUTHORIZER_TYPES.find((type) => type === text);
    must(found !== undefined, `a list of ${AUTHORIZER_TYPES.join(', ')}`);
    return found;
  },
};

/** In the order in which they are asked. */
export const authorizationModes: Kind<readonly AuthorizerType[]> = {
  ...list(mode),
  parse(text) {
    const modes = list(mode).parse(text);
    must(modes.length > 0, `a list of ${AUTHORIZER_TYPES.join(', ')}`);
    must(new Set(modes).size === modes.length, 'a list that names nothing twice');
    return modes;
  },
};

export interface AuthorizationSettings extends AuthorizationFlags {
  readonly authorizationConfig: string | undefined;
}

/** @returns what keeps these from being used together, in kube-apiserver's words */
export function authorizationConflict(settings: AuthorizationSettings): string | undefined {
  const { authorizationConfig: file, authorizationMode: modes, authorizationWebhookConfigFile: webhook } = settings;
  const { authorizationWebhookVersion: version } = settings;
  const ttls = [settings.authorizationWebhookCacheAuthorizedTtl, settings.authorizationWebhookCacheUnauthorizedTtl];
  const hasWebhookFlags = [webhook, version, ...ttls].some((value) => value !== undefined);
  if (file !== undefined) return modes !== undefined || hasWebhookFlags ? FILE_AND_FLAGS : undefined;
  if (!modes?.includes('Webhook')) return hasWebhookFlags ? FLAGS_WITHOUT_MODE : undefined;
  return webhook === undefined ? MODE_WITHOUT_FILE : undefined;
}

const FILE_AND_FLAGS =
  '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined';
const FLAGS_WITHOUT_MODE = 'cannot specify --authorization-webhook-* without mode Webhook';
const MODE_WITHOUT_FILE = "authorization-mode Webhook's --authorization-webhook-config-file not passed";
