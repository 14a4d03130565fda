/** How clients prove who they are, as the settings ask for it. */
import { anonymousAuthenticator } from '../authentication/anonymous/anonymous.ts';
import { x509Authenticator } from '../authentication/x509/x509.ts';
import type { Settings } from '../config/settings.ts';
import type { ClusterPki } from '../pki/cluster-pki.ts';
import type { ApiOptions } from './api.ts';
import { clientCas } from './pki.ts';

export async function authenticationOf(
  settings: Settings,
  pki: ClusterPki,
  now: () => number,
): Promise<Pick<ApiOptions, 'authenticators'>> {
  const authorities = await clientCas(settings, pki);
  return {
    // The order is upstream's; anonymous, which takes whatever has no credential, comes last.
    authenticators: () => [
      x509Authenticator({ authorities, now }),
      ...(settings.anonymousAuth ? [anonymousAuthenticator()] : []),
    ],
  };
}
