/** An API in memory for tests, with ids that count and requests that need no socket. */
import { generateKeyPairSync } from 'node:crypto';
import type { AdmissionPlugin } from '../admission/admission.ts';
import type { PluginName } from '../admission/plugin-order.ts';
import { AdmissionStatistics } from '../admission/statistics.ts';
import type { Policy } from '../audit/policy/policy.ts';
import { AuditRoute, type RouteSink } from '../audit/route.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import { InProcessTransport } from '../client/in-process.ts';
import type { Credential } from '../request/credential.ts';
import { Audit } from '../server/filters/audit.ts';
import type { AdmissionPolicyMetrics } from '../server/metrics/admission-policy-metrics.ts';
import { AdmissionWebhookMetrics } from '../server/metrics/admission-webhook-metrics.ts';
import { MatchConditionMetrics } from '../server/metrics/match-condition-metrics.ts';
import { createMemoryStorage } from '../storage/memory/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { type Clock, systemClock } from '../util/clock.ts';
import type { AdmissionWebhooks } from './admission-webhooks.ts';
import { type Api, type ApiOptions, openApi } from './api.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly text: string;
  /** The body, parsed. */
  readonly body: any;
}

export interface TestApi {
  readonly api: Api;
  readonly storage: Storage;
  /** One request as an administrator: `call('GET', '/api/v1/namespaces')`. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  /** Opens a watch; `next` waits for its next frame. */
  watch(path: string, headers?: Record<string, string>): Promise<TestWatch>;
  close(): Promise<void>;
}

export interface TestWatch {
  next(): Promise<any>;
  close(): void;
}

const LIFECYCLE: readonly PluginName[] = [
  'NamespaceLifecycle',
  'CertificateApproval',
  'CertificateSigning',
  'CertificateSubjectRestriction',
  'RevocationLockout',
];
const EVERYTHING: Authorizer = { name: 'test', authorize: () => ({ outcome: 'allow', reason: 'a test' }) };
const ADMIN = { name: 'admin', groups: ['system:masters'] };

export async function openTestApi(
  options: {
    clock?: Clock;
    storage?: Storage;
    authorizer?: Authorizer;
    /** By what the administrator is authenticated. */
    credential?: Credential;
    /** Default: those without which nothing is consistent. */
    admission?: readonly PluginName[];
    admissionPlugins?: readonly AdmissionPlugin[];
    policyMetrics?: AdmissionPolicyMetrics;
    /** As the file of --admission-control-config-file has them. */
    configurations?: ReadonlyMap<PluginName, unknown>;
    statistics?: AdmissionStatistics;
    /** The events go into the list, or where the sink brings them. */
    audit?: TestAudit | readonly TestAudit[];
    namespaces?: readonly string[];
    /** Default: stderr. */
    logError?: ApiOptions['logError'];
  } = {},
): Promise<TestApi> {
  const { clock = systemClock, namespaces = ['default'], credential } = options;
  const storage = options.storage ?? createMemoryStorage({ clock });
  let ids = 0;
  const uid = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  const tokens = testTokens(clock, uid);
  const api = await openApi({
    storage,
    tokens,
    authenticators: (objects) => [
      tokens.authenticator(objects),
      { name: 'test', authenticate: () => ({ outcome: 'authenticated', user: ADMIN, method: 'test', credential }) },
    ],
    onAuthentication: () => {},
    authorizer: () => options.authorizer ?? EVERYTHING,
    admission: {
      plugins: options.admission ?? LIFECYCLE,
      policyMetrics: options.policyMetrics,
      ...(options.configurations && { configurations: options.configurations }),
      webhooks: testWebhooks(),
      statistics: options.statistics ?? new AdmissionStatistics(() => performance.now()),
    },
    admissionPlugins: options.admissionPlugins ?? [],
    clock,
    ids: {
      uid,
      suffix: () => String(++ids).padStart(5, '2'),
      auditId: () => 'audit',
    },
    random: () => 0.5,
    serviceCidrs: ['10.96.0.0/16'],
    nodePorts: { first: 30000, last: 32767 },
    limits: { maxRequestsInflight: 2000, maxMutatingRequestsInflight: 2000 },
    minRequestTimeoutSeconds: 1800,
    requestTimeoutMilliseconds: 60_000,
    eventTtlSeconds: 3600,
    version: 'v1.36.0',
    serverAddress: () => '127.0.0.1:6443',
    audit: new Audit(routesOf(options.audit), {
      now: () => clock.now(),
      onEvaluated() {},
      onRecorded() {},
      onRejected() {},
      onUnrecordable(error) {
        throw error;
      },
    }),
    routes: { nonResource: () => undefined },
    observe: (_context, next) => next(),
    onUnreadable: (key, error) => process.stderr.write(`${key}: ${(error as Error).stack}\n`),
    logError: options.logError ?? ((_context, error) => process.stderr.write(`${(error as Error).stack}\n`)),
  });
  const call = caller(api);
  for (const name of namespaces) {
    await call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  return {
    api,
    storage,
    call,
    watch: (path, headers) => openWatch(api, path, headers),
    close: async () => {
      api.close();
      await storage.close();
    },
  };
}

type TestAudit = { readonly policy: Policy } & ({ readonly events: any[] } | { readonly sink: RouteSink });

function routesOf(audit: TestAudit | readonly TestAudit[] = []): readonly AuditRoute[] {
  return [audit].flat().map((each) => new AuditRoute(each.policy, sinkOf(each)));
}

function sinkOf(audit: TestAudit): RouteSink {
  return 'sink' in audit ? audit.sink : { write: (event) => void audit.events.push(JSON.parse(event.json)) };
}

function testWebhooks(): AdmissionWebhooks {
  return {
    users: new Map(),
    metrics: new AdmissionWebhookMetrics(),
    conditionMetrics: new MatchConditionMetrics(),
    onFailure: () => {},
  };
}

function testTokens(clock: Clock, newId: () => string): ServiceAccountTokens {
  const { privateKey: signingKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuers = ['https://kubernetes.default.svc'];
  const lifetime = { maxExpirationSeconds: 0, extendExpiration: true, cleanUpPeriod: 3 * 86_400_000 };
  const options = { issuers, apiAudiences: issuers, signingKey, verificationKeys: [], ...lifetime };
  return new ServiceAccountTokens(options, { now: () => clock.now(), newId });
}

function caller(api: Api): TestApi['call'] {
  return async (method, path, body, headers = {}) => {
    let answered: Pick<TestAnswer, 'headers'> = { headers: {} };
    const transport = new InProcessTransport(async (request) => {
      const response = await api.handle(request);
      answered = response;
      return response;
    });
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const bytes = body === undefined ? undefined : Buffer.from(isRaw ? (body as string) : JSON.stringify(body));
    const sent = { 'content-type': 'application/json', 'user-agent': 'test/1', ...headers };
    const { status, body: answer } = await transport.send({
      method,
      path,
      headers: sent,
      ...(bytes && { body: bytes }),
    });
    return { status, headers: answered.headers, text: answer.toString(), body: parsed(answer) };
  };
}

function parsed(bytes: Buffer): any {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

async function openWatch(api: Api, path: string, headers: Record<string, string> = {}): Promise<TestWatch> {
  const frames: any[] = [];
  let wake = () => {};
  const transport = new InProcessTransport((request) => api.handle(request));
  const stream = await transport.stream({ method: 'GET', path, headers }, (chunk) => {
    frames.push(JSON.parse(Buffer.from(chunk).toString()));
    wake();
  });
  let ended = false;
  stream.ended.finally(() => {
    ended = true;
    wake();
  });
  return {
    close: () => stream.close(),
    async next() {
      while (frames.length === 0) {
        if (ended) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return frames.shift();
    },
  };
}
