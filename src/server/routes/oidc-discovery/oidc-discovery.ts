/**
 * The service account issuer's metadata and keys (OpenID Connect Discovery 1.0, RFC 7517), so that others can verify
 * its tokens without asking here each time.
 */
import { jsonWebKey, type VerificationKey } from '../../../authentication/service-account/verification-keys.ts';
import type { ApiRequest, ApiResponse } from '../../../request/http.ts';

export const OPENID_CONFIGURATION_PATH = '/.well-known/openid-configuration';
export const JWKS_PATH = '/openid/v1/jwks';

export interface IssuerMetadata {
  readonly issuer: string;
  /** Where others find the keys; it may be elsewhere than here. */
  jwksUri(): string;
  readonly keys: readonly VerificationKey[];
}

/** Overrides that of other answers: none of this is secret, nor does it change often. */
const CACHE_CONTROL = 'public, max-age=3600';

/** Undefined for other paths. */
export function oidcDiscoveryRoute(metadata: IssuerMetadata) {
  const keySet = JSON.stringify({ keys: metadata.keys.map(jsonWebKey) });
  const documents = new Map([
    [OPENID_CONFIGURATION_PATH, () => answer('application/json', JSON.stringify(configurationOf(metadata)))],
    [JWKS_PATH, () => answer('application/jwk-set+json', keySet)],
  ]);
  return ({ path, method }: ApiRequest): ApiResponse | undefined => {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    return documents.get(path.endsWith('/') ? path.slice(0, -1) : path)?.();
  };
}

function configurationOf({ issuer, keys, jwksUri }: IssuerMetadata): object {
  return {
    issuer,
    jwks_uri: jwksUri(),
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...new Set(keys.map(({ algorithm }) => algorithm))].sort(),
  };
}

function answer(contentType: string, body: string): ApiResponse {
  const headers = { 'content-type': contentType, 'cache-control': CACHE_CONTROL };
  return { status: 200, headers, body: Buffer.from(body) };
}
