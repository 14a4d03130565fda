/** How clients prove who they are, as the settings ask for it. */
import { anonymousAuthenticator } from '../authentication/anonymous/anonymous.ts';
import type { Authenticator } from '../authentication/authenticator.ts';
import { x509Authenticator } from '../authentication/x509/x509.ts';
import type { Settings } from '../config/settings.ts';
import type { Objects } from '../controllers/objects.ts';
import type { ApiOptions } from './api.ts';
import { bootstrapTokens, discovery } from './bootstrap-tokens.ts';
import type { Doors } from './doors.ts';
import { frontProxies } from './front-proxy.ts';
import type { Oidc } from './oidc.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';
import type { TokenWebhook } from './token-webhook.ts';

export async function authenticationOf(
  settings: Settings,
  doors: Doors,
  tokens: ServiceAccountTokens,
  webhook: TokenWebhook | undefined,
  oidc: Oidc | undefined,
  now: () => number,
): Promise<Pick<ApiOptions, 'authenticators'>> {
  return {
    // The order is upstream's; anonymous, which takes whatever has no credential, comes last.
    authenticators: (objects) => [
      frontProxies(settings, doors, now),
      x509Authenticator({ authorities: doors.clients, now }),
      tokens.authenticator(objects),
      ...(settings.enableBootstrapTokenAuth ? [bootstrapTokens(objects, now)] : []),
      ...(oidc ? [oidc.authenticator] : []),
      ...(webhook ? [webhook.authenticator] : []),
      ...anonymousOf(settings, oidc, objects),
    ],
  };
}

function anonymousOf({ anonymousAuth = true }: Settings, oidc: Oidc | undefined, objects: Objects): Authenticator[] {
  const { enabled, conditions } = oidc?.anonymous ?? { enabled: anonymousAuth, conditions: [] };
  if (!enabled) return [];
  if (conditions.length > 0) return [anonymousAuthenticator(conditions.map(({ path }) => path))];
  return [discovery(objects), anonymousAuthenticator()];
}
