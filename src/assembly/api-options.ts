/** What an API is made of, from settings and from the parts that are there. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { CredentialUsage } from '../authentication/usage/credential-usage.ts';
import type { Settings } from '../config/settings.ts';
import type { ResourceRequest } from '../request/request-info.ts';
import { errorFields, type Log } from '../server/log/log.ts';
import { AdmissionMetrics } from '../server/metrics/admission-metrics.ts';
import { AuthenticationMetrics } from '../server/metrics/authentication-metrics.ts';
import { observe } from '../server/metrics/observe.ts';
import { ProcessMetrics } from '../server/metrics/process-metrics.ts';
import { RequestMetrics } from '../server/metrics/request-metrics.ts';
import { RevocationMetrics } from '../server/metrics/revocation-metrics.ts';
import { type HealthChecks, HealthRoutes } from '../server/routes/health/health.ts';
import { metricsRoute } from '../server/routes/metrics/metrics.ts';
import { type VersionInfo, versionRoute } from '../server/routes/version/version.ts';
import type { Storage } from '../storage/storage.ts';
import { monotonicNow, systemClock } from '../util/clock.ts';
import { admissionOf } from './admission.ts';
import type { ApiOptions } from './api.ts';
import type { Auditing } from './audit.ts';
import { authenticationOf } from './authentication.ts';
import type { Authorization } from './authorization.ts';
import type { Doors } from './doors.ts';
import type { Oidc } from './oidc.ts';
import { revocationOptions } from './revocation-options.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';
import type { TokenWebhook } from './token-webhook.ts';

/** Without vowels and look-alikes, as upstream's. */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

const clock = systemClock;
const now = () => clock.now();

/** Who asks, and who decides what they may. */
export interface Identity {
  readonly authorization: Authorization;
  readonly oidc: Oidc | undefined;
  readonly webhook: TokenWebhook | undefined;
  readonly tokens: ServiceAccountTokens;
}

/** What an API rests on that is started before it, or known after it. */
export interface ApiFoundation extends Identity {
  readonly health: HealthChecks;
  serverAddress(): string;
  isServed(info: ResourceRequest): boolean;
  readonly usage: CredentialUsage;
  readonly auditing: Auditing;
}

export async function apiOptions(
  settings: Settings,
  doors: Doors,
  storage: Storage,
  version: VersionInfo,
  log: Log,
  { health: checks, serverAddress, isServed, usage, authorization, auditing, oidc, tokens, webhook }: ApiFoundation,
): Promise<ApiOptions> {
  const health = new HealthRoutes({
    ...checks,
    onFailure: (endpoint, failures) => log.warn(`${endpoint} failed`, { failures: failures.map(({ check }) => check) }),
  });
  const metrics = new RequestMetrics(isServed);
  const process = new ProcessMetrics();
  const authenticated = new AuthenticationMetrics();
  const revoked = new RevocationMetrics();
  const admission = await admissionOf(settings, { clock, log });
  const { webhooks, statistics, podSecurityMetrics, policyMetrics } = admission;
  const hooked = [webhooks.metrics, webhooks.conditionMetrics];
  const admitted = [new AdmissionMetrics(statistics), ...hooked, policyMetrics, podSecurityMetrics];
  const counted = [metrics, authenticated, revoked, authorization.metrics, ...admitted, auditing.metrics];
  const scrape = metricsRoute({
    collectors: [...counted, ...(oidc ? [oidc.metrics] : []), ...(webhook ? [webhook.metrics] : [])].map(
      (one) => () => one.families(),
    ),
    processText: () => process.text(),
  });
  const tellVersion = versionRoute(version);
  return {
    storage,
    tokens,
    onAuthentication: authenticated.note,
    ...(await authenticationOf(settings, doors, tokens, webhook, oidc, now)),
    audit: auditing.audit,
    admission,
    authorizer: authorization.authorizer,
    clock,
    eventTtlSeconds: settings.eventTtl / 1000,
    ids: { uid: randomUUID, auditId: randomUUID, suffix: nameSuffix },
    random: Math.random,
    serviceCidrs: settings.serviceClusterIpRange,
    nodePorts: settings.serviceNodePortRange,
    limits: settings,
    minRequestTimeoutSeconds: settings.minRequestTimeout / 1000,
    requestTimeoutMilliseconds: settings.requestTimeout,
    version: version.gitVersion,
    serverAddress,
    routes: {
      nonResource: ({ request }) => health.handle(request) ?? tellVersion(request) ?? scrape(request),
    },
    revocation: revocationOptions(() => doors.material.pki.admin.certificate, usage, revoked, log, clock),
    authority: () => doors.material.pki.authority,
    previousAuthority: () => doors.material.pki.previousAuthority,
    observe: observe(metrics, monotonicNow),
    onUnreadable: (key, error) => log.warn('an object cannot be read', { key, ...errorFields(error) }),
    logError: ({ request, id }, error) =>
      log.error('a request failed', { auditId: id, method: request.method, path: request.path, ...errorFields(error) }),
  };
}

function nameSuffix(): string {
  return Array.from(randomBytes(5), (byte) => SUFFIX_ALPHABET[byte % SUFFIX_ALPHABET.length]).join('');
}
