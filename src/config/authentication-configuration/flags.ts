/** One issuer by flags, which came before the file and say less. */
import { readFile } from 'node:fs/promises';
import { SIGNING_ALGORITHMS } from '../../authentication/oidc/algorithms.ts';
import type { ClaimMappings } from '../../authentication/oidc/configuration.ts';
import type { Settings } from '../settings.ts';
import type { AuthenticationConfiguration } from './authentication-configuration.ts';

const DEFAULT_USERNAME_CLAIM = 'sub';
const DEFAULT_ALGORITHMS = ['RS256'];
/** Names that have no prefix at all. */
const NO_PREFIX = '-';

/** Nothing, when no flag names an issuer. */
export async function configurationOfFlags(settings: Settings): Promise<AuthenticationConfiguration> {
  const { oidcIssuerUrl: url, oidcClientId: audience, oidcCaFile, oidcRequiredClaim = [] } = settings;
  if (url === undefined || audience === undefined) return { jwt: [] };
  const issuer = {
    url,
    audiences: [audience],
    certificateAuthority: oidcCaFile === undefined ? '' : await readFile(oidcCaFile, 'utf8'),
    discoveryURL: '',
    audienceMatchPolicy: '',
    egressSelectorType: '',
  };
  const claimValidationRules = oidcRequiredClaim.map(([claim, requiredValue]) => {
    return { claim, requiredValue, expression: '', message: '' };
  });
  return { jwt: [{ issuer, claimMappings: mappingsOf(settings, url), claimValidationRules, userValidationRules: [] }] };
}

function mappingsOf(settings: Settings, url: string): ClaimMappings {
  const { oidcUsernameClaim: claim = DEFAULT_USERNAME_CLAIM, oidcGroupsClaim, oidcGroupsPrefix = '' } = settings;
  return {
    username: { claim, prefix: usernamePrefix(settings.oidcUsernamePrefix, claim, url), expression: '' },
    groups: { claim: oidcGroupsClaim ?? '', prefix: oidcGroupsPrefix, expression: '' },
    uid: { claim: '', expression: '' },
    extra: [],
  };
}

/** So that names of issuers do not clash with each other's, and with names of certificates. */
function usernamePrefix(said: string | undefined, claim: string, url: string): string {
  if (said !== undefined) return said === NO_PREFIX ? '' : said;
  return claim === 'email' ? '' : `${url}#`;
}

/** Those that tokens may be signed by: with a file, whatever its issuers' keys are of. */
export function algorithmsOf({ authenticationConfig, oidcSigningAlgs }: Settings): readonly string[] {
  return authenticationConfig === undefined ? (oidcSigningAlgs ?? DEFAULT_ALGORITHMS) : SIGNING_ALGORITHMS;
}
