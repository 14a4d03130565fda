import { parseBundle } from '../authentication/x509/authorities.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';

/** PEM. */
interface Authorities {
  readonly clientAuthorities: readonly string[];
  readonly frontProxyAuthorities: readonly string[];
}

/**
 * Threat: where one authority certifies users and front proxies, and any name will do, every user is a front proxy.
 * @throws ConfigError
 */
export function refuseSharedAuthority(
  { requestheaderAllowedNames }: Pick<Settings, 'requestheaderAllowedNames'>,
  { clientAuthorities, frontProxyAuthorities }: Authorities,
): void {
  if (requestheaderAllowedNames.length > 0) return;
  const fingerprints = (bundles: readonly string[]) =>
    bundles.flatMap(parseBundle).map(({ fingerprint256 }) => fingerprint256);
  const ofClients = new Set(fingerprints(clientAuthorities));
  if (!fingerprints(frontProxyAuthorities).some((fingerprint) => ofClients.has(fingerprint))) return;
  throw new ConfigError(
    '--requestheader-client-ca-file and the authorities of clients contain overlapping certificates; --requestheader-allowed-names must be specified to ensure regular client certificates cannot set authenticating proxy headers for arbitrary users',
  );
}
