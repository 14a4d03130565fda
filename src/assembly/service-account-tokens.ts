/** Tokens of service accounts: issued, recognized, and told to those who verify them elsewhere. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Admission } from '../admission/admission.ts';
import type { Authenticator } from '../authentication/authenticator.ts';
import { encodeLegacyClaims } from '../authentication/service-account/legacy-token.ts';
import type { LiveObjects } from '../authentication/service-account/live-objects.ts';
import { serviceAccountAuthenticator } from '../authentication/service-account/service-account.ts';
import { TokenSigner } from '../authentication/service-account/token-signer.ts';
import { VerificationKeys } from '../authentication/service-account/verification-keys.ts';
import type { Settings } from '../config/settings.ts';
import type { Controller, ControllerPorts } from '../controllers/controller.ts';
import { LEGACY_TOKEN_CLEANER, LegacyTokenCleaner } from '../controllers/legacy-token/cleaner.ts';
import { LastUsedLabels, LEGACY_TOKEN_TRACKING } from '../controllers/legacy-token/last-used.ts';
import {
  LEGACY_TOKEN_CONTROLLER,
  LegacyTokenController,
  type LegacyTokenOptions,
} from '../controllers/legacy-token/legacy-token.ts';
import { tokenTracking } from '../controllers/legacy-token/tracking.ts';
import type { Objects } from '../controllers/objects.ts';
import type { TrustBundle } from '../controllers/root-ca/root-ca.ts';
import type { VirtualEndpoint } from '../handlers/virtual/endpoint.ts';
import { tokenRequests } from '../handlers/virtual/token-requests.ts';
import { tokenReviews } from '../handlers/virtual/token-reviews.ts';
import type { ClusterPki } from '../pki/cluster-pki.ts';
import { readSigningKey, readVerificationKeys } from '../pki/service-account-keys.ts';
import type { Registry } from '../registry/registry.ts';
import { JWKS_PATH, oidcDiscoveryRoute } from '../server/routes/oidc-discovery/oidc-discovery.ts';

export interface TokenOptions {
  /** The first issues; tokens of all are recognized. */
  readonly issuers: readonly string[];
  readonly apiAudiences: readonly string[];
  readonly signingKey: KeyObject;
  /** Beside the signing key's own. */
  readonly verificationKeys: readonly KeyObject[];
  readonly maxExpirationSeconds: number;
  readonly extendExpiration: boolean;
  /** How long a token of a secret may go without use before it is put out of use, in milliseconds. */
  readonly cleanUpPeriod: number;
  /** Default: this server. */
  readonly jwksUri?: string | undefined;
}

export interface TokenPorts {
  /** Wall clock, in milliseconds. */
  now(): number;
  newId(): string;
}

/** The parts of an API that requests and reviews of tokens work with. */
export interface TokenParts {
  readonly registry: Registry;
  readonly admission: Admission;
  /** Whom tokens are reviewed by. */
  readonly authenticator: Authenticator;
}

/** @throws PkiError when a key file cannot be used */
export async function tokenOptionsOf(settings: Settings, pki: ClusterPki): Promise<TokenOptions> {
  const { serviceAccountSigningKeyFile, serviceAccountKeyFile, serviceAccountIssuer, apiAudiences } = settings;
  const verificationKeys = await Promise.all(serviceAccountKeyFile.map(readVerificationKeys));
  return {
    issuers: serviceAccountIssuer,
    apiAudiences: apiAudiences.length > 0 ? apiAudiences : serviceAccountIssuer,
    signingKey: serviceAccountSigningKeyFile
      ? await readSigningKey(serviceAccountSigningKeyFile)
      : createPrivateKey(pki.serviceAccount.privateKey),
    verificationKeys: verificationKeys.flat(),
    maxExpirationSeconds: settings.serviceAccountMaxTokenExpiration / 1000,
    extendExpiration: settings.serviceAccountExtendTokenExpiration,
    cleanUpPeriod: settings.legacyServiceAccountTokenCleanUpPeriod,
    jwksUri: settings.serviceAccountJwksUri,
  };
}

export class ServiceAccountTokens {
  readonly #options: TokenOptions;
  readonly #ports: TokenPorts;
  readonly #signer: TokenSigner;
  readonly #keys: VerificationKeys;
  #onLegacyUse: (namespace: string, secret: string) => void = () => {};

  constructor(options: TokenOptions, ports: TokenPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#signer = new TokenSigner(options.signingKey);
    this.#keys = new VerificationKeys([options.signingKey, ...options.verificationKeys]);
  }

  authenticator(objects: Objects): Authenticator {
    const { issuers, apiAudiences } = this.#options;
    return serviceAccountAuthenticator({
      issuers,
      apiAudiences,
      keys: this.#keys,
      live: liveObjects(objects),
      now: () => this.#ports.now(),
      onUse: (namespace, secret) => this.#onLegacyUse(namespace, secret),
    });
  }

  /** TokenRequest and TokenReview. */
  endpoints({ registry, admission, authenticator }: TokenParts): VirtualEndpoint[] {
    const { issuers, apiAudiences, maxExpirationSeconds, extendExpiration } = this.#options;
    const requests = tokenRequests({
      accounts: registry.store('', 'serviceaccounts'),
      pods: registry.store('', 'pods'),
      secrets: registry.store('', 'secrets'),
      nodes: registry.store('', 'nodes'),
      admission,
      policy: { issuer: issuers[0]!, apiAudiences, maxExpirationSeconds, extendExpiration },
      sign: (claims) => this.#signer.sign(claims),
      ...this.#ports,
    });
    return [requests, tokenReviews(authenticator, apiAudiences, admission)];
  }

  /** What others verify the tokens with. @param serverAddress `host:port` */
  discoveryRoute(serverAddress: () => string) {
    const { issuers, jwksUri } = this.#options;
    return oidcDiscoveryRoute({
      issuer: issuers[0]!,
      jwksUri: () => jwksUri ?? `https://${serverAddress()}${JWKS_PATH}`,
      keys: this.#keys.all,
    });
  }

  /** For secrets: a token without an end, which counts while that secret holds it. */
  issueLegacy(account: { namespace: string; name: string; uid: string }, secret: string): Promise<string> {
    const { namespace, name, uid } = account;
    const own = { tokenId: this.#ports.newId(), issuedAt: Math.floor(this.#ports.now() / 1000) };
    return this.#signer.sign(encodeLegacyClaims({ namespace, secret, account: name, accountUid: uid, ...own }));
  }

  get cleanUpPeriod(): number {
    return this.#options.cleanUpPeriod;
  }

  onLegacyUse(listener: (namespace: string, secret: string) => void): void {
    this.#onLegacyUse = listener;
  }
}

/** @param asServer as a part of kube-apiserver, which writes these secrets itself where no controller manager does */
export function legacyTokenControllers(
  tokens: ServiceAccountTokens,
  trusted: TrustBundle,
  asServer: (controller: string) => ControllerPorts,
  asAccount: (controller: string) => ControllerPorts,
): Controller[] {
  const issue: LegacyTokenOptions['issue'] = (account, secret) => tokens.issueLegacy(account, secret);
  const lastUsed = new LastUsedLabels(asServer(LEGACY_TOKEN_TRACKING));
  tokens.onLegacyUse(lastUsed.note);
  return [
    new LegacyTokenController({ ...asServer(LEGACY_TOKEN_CONTROLLER), trusted, issue }),
    lastUsed,
    tokenTracking(LEGACY_TOKEN_TRACKING, asServer(LEGACY_TOKEN_TRACKING)),
    new LegacyTokenCleaner(asAccount(LEGACY_TOKEN_CLEANER), tokens.cleanUpPeriod),
  ];
}

function liveObjects(objects: Objects): LiveObjects {
  const resources = {
    serviceaccounts: objects.resource('', 'serviceaccounts'),
    pods: objects.resource('', 'pods'),
    secrets: objects.resource('', 'secrets'),
    nodes: objects.resource('', 'nodes'),
  };
  return { find: (resource, namespace, name) => objects.find(resources[resource], namespace, name)?.object };
}
