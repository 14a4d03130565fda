import { SETTING_NAMES, type Settings } from '../settings.ts';

const OIDC_FLAGS = SETTING_NAMES.filter((name) => name.startsWith('oidc'));

/** kube-apiserver's rules about the flags and the file. @returns what is wrong with them together */
export function oidcConflict(settings: Settings): string | undefined {
  const isSet = OIDC_FLAGS.some((name) => settings[name] !== undefined);
  if (!isSet) return undefined;
  if (settings.authenticationConfig !== undefined) {
    return '--authentication-config and the --oidc-* flags are mutually exclusive: what the flags say has its place in the file';
  }
  if (settings.oidcIssuerUrl !== undefined && settings.oidcClientId !== undefined) return undefined;
  return '--oidc-issuer-url and --oidc-client-id must be given together when any of the --oidc-* flags is';
}
