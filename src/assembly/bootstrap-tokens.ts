/** How machines join: by bootstrap tokens, after they have found the cluster by what is signed with them. */
import { BOOTSTRAP_TOKEN_NAMESPACE } from '../api/bootstrap-token.ts';
import type { Authenticator } from '../authentication/authenticator.ts';
import { bootstrapTokenAuthenticator } from '../authentication/bootstrap-token/bootstrap-token.ts';
import { discoveryAuthenticator } from '../authentication/bootstrap-token/discovery.ts';
import {
  BOOTSTRAP_SIGNER,
  BootstrapSigner,
  SIGNATURE_PREFIX,
} from '../controllers/bootstrap-signer/bootstrap-signer.ts';
import { CLUSTER_INFO } from '../controllers/cluster-authentication/cluster-info.ts';
import type { Controller, ControllerPorts } from '../controllers/controller.ts';
import type { Objects } from '../controllers/objects.ts';
import { TOKEN_CLEANER, TokenCleaner } from '../controllers/token-cleaner/token-cleaner.ts';

export function bootstrapTokens(objects: Objects, now: () => number): Authenticator {
  const secrets = objects.resource('', 'secrets');
  return bootstrapTokenAuthenticator({
    findSecret: (name) => objects.find(secrets, BOOTSTRAP_TOKEN_NAMESPACE, name)?.object,
    now,
  });
}

/** For clients without a credential. */
export function discovery(objects: Objects): Authenticator {
  const configMaps = objects.resource('', 'configmaps');
  return discoveryAuthenticator(() => {
    const info = objects.find(configMaps, CLUSTER_INFO.namespace, CLUSTER_INFO.name)?.object;
    return Object.keys(info?.data ?? {}).some((key) => key.startsWith(SIGNATURE_PREFIX));
  });
}

export function bootstrapTokenControllers(portsOf: (name: string) => ControllerPorts): Controller[] {
  return [new BootstrapSigner(portsOf(BOOTSTRAP_SIGNER)), new TokenCleaner(portsOf(TOKEN_CLEANER))];
}
