/** The API itself, free of sockets: storage, registry, admission and the chain, put together. */
import type { AdmissionPlugin } from '../admission/admission.ts';
import type { AdmissionChain } from '../admission/chain.ts';
import type { PluginName } from '../admission/plugin-order.ts';
import { rfc3339 } from '../api/time.ts';
import type { Authentication, Authenticator } from '../authentication/authenticator.ts';
import { InProcessAuthenticator } from '../authentication/in-process/in-process.ts';
import { observed } from '../authentication/observed.ts';
import { unionAuthenticator } from '../authentication/union.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { ApiClient } from '../client/client.ts';
import { InProcessTransport } from '../client/in-process.ts';
import type { Objects } from '../controllers/objects.ts';
import type { HandlerDependencies } from '../handlers/scope.ts';
import { accessExplanations } from '../handlers/virtual/access-explanations.ts';
import { accessReviews } from '../handlers/virtual/access-reviews.ts';
import { admissionExplanations } from '../handlers/virtual/admission-explanations.ts';
import { admissionPlugins } from '../handlers/virtual/admission-plugins.ts';
import { bindings } from '../handlers/virtual/bindings.ts';
import { componentStatuses } from '../handlers/virtual/component-statuses.ts';
import type { VirtualEndpoint } from '../handlers/virtual/endpoint.ts';
import { evictions } from '../handlers/virtual/evictions.ts';
import { selfSubjectRulesReviews } from '../handlers/virtual/rules-reviews.ts';
import { selfSubjectReviews } from '../handlers/virtual/self-subject-reviews.ts';
import type { PemPair } from '../pki/pem-pair.ts';
import type { PortRange } from '../registry/core/services/allocators/index.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import type { Ids } from '../registry/store/contract.ts';
import { defaultTable } from '../registry/table/default-table.ts';
import { tables } from '../registry/tables.ts';
import type { ApiRequest, ApiResponse } from '../request/http.ts';
import type { ResourceRequest } from '../request/request-info.ts';
import type { UserInfo } from '../request/user-info.ts';
import { buildChain, type Stage, type Stages } from '../server/chain.ts';
import { dispatch, hasSubresource, type Routes, virtualKey } from '../server/dispatch.ts';
import type { Audit } from '../server/filters/audit.ts';
import { authentication } from '../server/filters/authentication.ts';
import { authorization } from '../server/filters/authorization.ts';
import { compression } from '../server/filters/compression.ts';
import { deadline } from '../server/filters/deadline.ts';
import { type ErrorLog, errorBoundary } from '../server/filters/error-boundary.ts';
import { headers } from '../server/filters/headers.ts';
import { impersonation } from '../server/filters/impersonation.ts';
import { type InFlightLimits, overload } from '../server/filters/overload.ts';
import { requestInfo } from '../server/filters/request-info.ts';
import { buildCatalog, type CatalogGroup } from '../server/routes/discovery/catalog.ts';
import { DiscoveryRoute } from '../server/routes/discovery/route.ts';
import { OpenApiRoute } from '../server/routes/openapi/route.ts';
import type { Storage } from '../storage/storage.ts';
import type { Clock } from '../util/clock.ts';
import { type AdmissionSettings, admissionChain } from './admission.ts';
import { crlRoute } from './crl.ts';
import { explanationPorts } from './explanations.ts';
import { knownObjects } from './known-objects.ts';
import { CacheObjects } from './objects.ts';
import { quotaOptions, syncQuotas } from './quotas.ts';
import { rbacSource } from './rbac-source.ts';
import { builtInResources } from './resources.ts';
import { type RevocationOptions, Revocations } from './revocation.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';
import { openStores } from './stores.ts';
import { tokenSecretsIn } from './token-secrets.ts';

export interface ApiOptions {
  readonly storage: Storage;
  /** Beside the control plane's own parts. */
  authenticators(objects: Objects): readonly Authenticator[];
  /** Told what they made of each request. */
  onAuthentication(found: Authentication): void;
  readonly tokens: ServiceAccountTokens;
  /** @param rbac the roles and bindings that there are, filed for decisions */
  authorizer(objects: Objects, rbac: RbacIndex): Authorizer;
  readonly admission: AdmissionSettings;
  /** Behind those. */
  readonly admissionPlugins?: readonly AdmissionPlugin[];
  readonly clock: Clock;
  /** How long events are kept. */
  readonly eventTtlSeconds: number;
  readonly ids: Ids & { auditId(): string };
  /** Between 0 and 1. */
  random(): number;
  readonly serviceCidrs: readonly string[];
  readonly nodePorts: PortRange;
  readonly limits: InFlightLimits;
  readonly minRequestTimeoutSeconds: number;
  readonly requestTimeoutMilliseconds: number;
  /** The server's version, as OpenAPI documents tell it: `v1.36.0`. */
  readonly version: string;
  /** `host:port`, as discovery tells it. */
  serverAddress(): string;
  /** Health, version, metrics. */
  readonly routes: Routes;
  /** Further resources that store nothing of their own. */
  endpoints?(core: Core): readonly VirtualEndpoint[];
  readonly revocation?: RevocationOptions;
  /** Who signs the list of revoked certificates; absent: there is none. */
  authority?(): PemPair;
  /** The one before it, during a rotation. */
  previousAuthority?(): PemPair | undefined;
  readonly audit: Audit;
  /** Sees every request and its answer first and last. */
  readonly observe: Stage;
  readonly logError: ErrorLog;
  /** Told of stored objects that cannot be read. */
  onUnreadable(key: string, error: unknown): void;
}

/** The parts of an API that others are built upon. */
export interface Core {
  readonly registry: Registry;
  /** Everything that is stored, as it is and as it changes. */
  readonly objects: Objects;
  readonly revocations: Revocations;
  readonly admission: AdmissionChain;
  readonly authorizer: Authorizer;
  readonly rbac: RbacIndex;
  /** Of clients: without the control plane's own parts. */
  readonly authenticator: Authenticator;
}

export interface Api extends Core {
  readonly tokens: ServiceAccountTokens;
  /** Whether there is such a resource or subresource. */
  serves(info: ResourceRequest): boolean;
  handle(request: ApiRequest): ApiResponse | Promise<ApiResponse>;
  /** A client in this process, with an identity of its own. */
  client(user: UserInfo, userAgent: string): ApiClient;
  close(): void;
}

export async function openApi(options: ApiOptions): Promise<Api> {
  const stores = await openStores(withEventTtl(builtInResources, options.eventTtlSeconds), {
    ...options,
    quotas: quotaOptions(options.admission),
    needsNamespaces: options.admission.plugins.includes('NamespaceLifecycle'),
  });
  const { registry } = stores;
  const objects = new CacheObjects(registry, options.onUnreadable);
  const stopQuotas = syncQuotas(stores, objects, options.clock, options.onUnreadable);
  const clients = unionAuthenticator(options.authenticators(objects));
  const revocations = new Revocations(objects, { ...options, authenticator: clients }, options.revocation);
  const rbac = new RbacIndex(rbacSource(objects));
  const authorizer = options.authorizer(objects, rbac);
  const inProcess = new InProcessAuthenticator();
  const client = (user: UserInfo, userAgent: string) =>
    new ApiClient(new InProcessTransport((request) => chain(inProcess.register(request, user))), userAgent);
  const parts = {
    registry,
    objects,
    authorizer,
    revocations,
    clock: options.clock,
    suffix: () => options.ids.suffix(),
    onUnreadable: options.onUnreadable,
    client,
  };
  const admission = admissionChain(parts, options.admission, options.admissionPlugins);
  const { authenticator } = revocations;
  const core: Core = { registry, objects, revocations, admission, authorizer, rbac, authenticator };
  const virtuals = [
    ...virtualEndpoints(core, options),
    admissionExplanations(explanationPorts(core, inProcess, () => chain, options.clock)),
  ];
  const virtualsByPath = byPath(virtuals);
  const chain = buildChain(
    stages(
      {
        authentication: authentication(unionAuthenticator([inProcess, observed(clients, options.onAuthentication)])),
        revocation: revocations.stage(({ request }) => inProcess.knows(request)),
      },
      authorizer,
      options,
    ),
    dispatch(registry, virtualsByPath, routes(core, virtuals, options), dependencies(core, options)),
    { now: () => options.clock.now(), id: () => options.ids.auditId() },
  );
  return {
    ...core,
    tokens: options.tokens,
    serves: (info) => servesPath(registry, virtualsByPath, info),
    handle: chain,
    client,
    close: () => {
      stopQuotas();
      stores.close();
    },
  };
}

/** Kinds that expire at all expire after this long. */
function withEventTtl(resources: readonly Resource[], ttlSeconds: number): Resource[] {
  return resources.map((resource) => (resource.ttlSeconds === undefined ? resource : { ...resource, ttlSeconds }));
}

function stages(
  identity: Pick<Stages, 'authentication' | 'revocation'>,
  authorizer: Authorizer,
  options: ApiOptions,
): Stages {
  return {
    observe: options.observe,
    headers,
    errorBoundary: errorBoundary(options.logError),
    compression,
    requestInfo,
    audit: options.audit.around,
    auditReceived: options.audit.received,
    ...identity,
    impersonation: impersonation(authorizer),
    overload: overload(options.limits),
    deadline: deadline(options.requestTimeoutMilliseconds),
    authorization: authorization(authorizer),
  };
}

function dependencies(core: Core, options: ApiOptions): HandlerDependencies {
  const { admission, authorizer, objects, rbac, registry } = core;
  return {
    admission,
    authorizer,
    rbac,
    known: knownObjects(objects),
    clock: options.clock,
    minRequestTimeoutSeconds: options.minRequestTimeoutSeconds,
    random: () => options.random(),
    isKnown: (gvk) => registry.knowsKind(gvk),
  };
}

function virtualEndpoints(core: Core, options: ApiOptions): VirtualEndpoint[] {
  const { registry, objects, admission, authorizer, rbac } = core;
  const now = () => options.clock.now();
  const pods = registry.store('', 'pods');
  const budgets = registry.store('policy', 'poddisruptionbudgets');
  return [
    ...bindings({ pods, admission, now }),
    evictions({ pods, budgets, admission, now }),
    componentStatuses(() => undefined, tables.get('/componentstatuses') ?? defaultTable),
    ...accessReviews(core),
    ...accessExplanations(authorizer, rbac, { tokenSecrets: tokenSecretsIn(objects) }),
    admissionPlugins({
      plugins: admission.plugins,
      statistics: options.admission.statistics,
      configurationOf: (name) => options.admission.configurations?.get(name as PluginName),
      since: rfc3339(now()),
    }),
    selfSubjectReviews(admission, now),
    selfSubjectRulesReviews(authorizer, admission),
    ...options.tokens.endpoints(core),
    ...(options.endpoints?.(core) ?? []),
  ];
}

function servesPath(
  registry: Registry,
  virtuals: ReadonlyMap<string, VirtualEndpoint>,
  info: ResourceRequest,
): boolean {
  if (virtuals.has(virtualKey(info))) return true;
  const served = registry.find(info.group, info.version, info.resource);
  return served !== undefined && (info.subresource === '' || hasSubresource(served.resource, info.subresource));
}

function byPath(virtuals: readonly VirtualEndpoint[]): Map<string, VirtualEndpoint> {
  return new Map(virtuals.map((endpoint) => [`${endpoint.group}/${endpoint.version}/${endpoint.name}`, endpoint]));
}

function routes(core: Core, virtuals: readonly VirtualEndpoint[], options: ApiOptions): Routes {
  let catalog: readonly CatalogGroup[] | undefined;
  const currentCatalog = () => {
    catalog ??= buildCatalog(core.registry.all(), virtuals);
    return catalog;
  };
  const discovery = new DiscoveryRoute(currentCatalog, options.serverAddress);
  const openApiRoute = new OpenApiRoute(currentCatalog, options.version);
  const tokenIssuer = options.tokens.discoveryRoute(options.serverAddress);
  const revocationList = crlRoute(core, options);
  return {
    nonResource: (context) =>
      options.routes.nonResource(context) ??
      discovery.handle(context.request) ??
      tokenIssuer(context.request) ??
      revocationList(context.request) ??
      openApiRoute.handle(context.request),
  };
}
