/** Front proxies as the settings tell of them: whom to believe, and what they say. */
import type { Authenticator } from '../authentication/authenticator.ts';
import type { IdentityHeaders } from '../authentication/request-header/header-user.ts';
import { requestHeaderAuthenticator } from '../authentication/request-header/request-header.ts';
import type { Settings } from '../config/settings.ts';
import type { ExtensionAuthentication } from '../controllers/cluster-authentication/extension-authentication.ts';
import type { Doors } from './doors.ts';

export function identityHeaders(settings: Settings): IdentityHeaders {
  return {
    username: settings.requestheaderUsernameHeaders,
    uid: settings.requestheaderUidHeaders,
    groups: settings.requestheaderGroupHeaders,
    extraPrefixes: settings.requestheaderExtraHeadersPrefix,
  };
}

export function frontProxies(settings: Settings, doors: Doors, now: () => number): Authenticator {
  return requestHeaderAuthenticator({
    authorities: doors.frontProxies,
    allowedNames: settings.requestheaderAllowedNames,
    headers: identityHeaders(settings),
    now,
  });
}

/** What extension servers are told: the same as is done here. */
export function extensionAuthentication(settings: Settings, doors: Doors): ExtensionAuthentication {
  const { clientAuthorities, frontProxyAuthorities } = doors.material;
  const { username, uid, groups, extraPrefixes } = identityHeaders(settings);
  return {
    clientAuthorities: clientAuthorities.join(''),
    frontProxy: {
      authorities: frontProxyAuthorities.join(''),
      allowedNames: settings.requestheaderAllowedNames,
      usernameHeaders: username,
      uidHeaders: uid,
      groupHeaders: groups,
      extraHeaderPrefixes: extraPrefixes,
    },
  };
}
