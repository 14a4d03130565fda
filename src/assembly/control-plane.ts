/** A control plane from its settings: every part started in order, and stopped in the opposite one. */
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { isIdentityHeader } from '../authentication/request-header/header-user.ts';
import { CredentialUsage } from '../authentication/usage/credential-usage.ts';
import type { ControlPlane } from '../cli/up.ts';
import type { Settings } from '../config/settings.ts';
import type { ClusterPki } from '../pki/cluster-pki.ts';
import { thisHost } from '../pki/serving-names.ts';
import { Parts } from '../server/lifecycle/parts.ts';
import { withdraw } from '../server/lifecycle/readiness-part.ts';
import { advertisedAddress, externalAddress, localUrl } from '../server/listener/address.ts';
import { Listener } from '../server/listener/listener.ts';
import { createLog, errorFields, type Log } from '../server/log/log.ts';
import { ShutdownCheck } from '../server/readiness.ts';
import type { VersionInfo } from '../server/routes/version/version.ts';
import { Compactor, DEFAULT_COMPACTION } from '../storage/compactor.ts';
import { openEmbeddedStorage } from '../storage/embedded/embedded.ts';
import { createMemoryStorage } from '../storage/memory/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { monotonicNow, systemClock } from '../util/clock.ts';
import { parseIpBlock } from '../util/ip.ts';
import { keepAdminKubeconfig } from './admin-kubeconfig.ts';
import { type Api, openApi } from './api.ts';
import { apiOptions, type Identity } from './api-options.ts';
import { openAudit } from './audit.ts';
import { Authorization } from './authorization.ts';
import { clusterAuthority } from './certificates.ts';
import { beforeListening, type Controllers, startControllers } from './controllers.ts';
import { Doors } from './doors.ts';
import { readyFacts } from './facts.ts';
import { identityHeaders } from './front-proxy.ts';
import { dayOneChecks, healthChecks, revocationsCheck } from './health.ts';
import type { Oidc } from './oidc.ts';
import { bundleFiles, openPki, pkiDirectory, reloadInterval } from './pki.ts';
import { publishedTrust } from './published.ts';
import { keepRevokedFile } from './revoked-file.ts';
import { ServiceAccountTokens, tokenOptionsOf } from './service-account-tokens.ts';
import { openTokenWebhook } from './token-webhook.ts';

/** How long requests in flight may take to finish when the server stops. */
const DRAIN_MILLISECONDS = 30_000;

const clock = systemClock;
const now = () => clock.now();

/**
 * Everything that is started is stopped again when the start fails.
 * @param open the store: by default the one that the settings name
 */
export async function startControlPlane(
  settings: Settings,
  version: VersionInfo,
  open: OpenStorage = storageOpener(),
): Promise<ControlPlane> {
  const parts = new Parts();
  try {
    return await startParts(parts, settings, version, open);
  } catch (error) {
    await parts.stop().catch(() => {});
    throw error;
  }
}

async function startParts(
  parts: Parts,
  settings: Settings,
  version: VersionInfo,
  open: OpenStorage,
): Promise<ControlPlane> {
  const log = createLog(settings.logLevel);
  const pki = await openPki(settings, now);
  const doors = await Doors.open(settings, pki);
  // First of what others may hold: a data directory in use is told as that.
  const storage = await parts.start('store', () => open(settings), stopBy('close'));
  const auditing = await parts.start('audit', () => openAudit(settings, { clock, log }), stopBy('close'));
  const identity = await openIdentity(parts, settings, pki, log);
  await parts.start('compaction', () => startCompaction(storage, settings, log), stopBy('stop'));
  const shutdown = new ShutdownCheck();
  const dayOne = dayOneChecks();
  const usage = new CredentialUsage();
  const revocations = revocationsCheck(() => api.revocations.unreadable);
  let externally = '';
  const options = await apiOptions(settings, doors, storage, version, log, {
    health: healthChecks(storage, [...dayOne, revocations, ...auditing.checks], shutdown),
    serverAddress: () => externally,
    isServed: (info) => api.serves(info),
    usage,
    auditing,
    ...identity,
  });
  const api: Api = await parts.start('registry', () => openApi(options), stopBy('close'));
  await parts.start('list of revoked certificates', () => keepRevoked(settings, doors, api, log), stopBy('stop'));
  await beforeListening(api);
  const listener = await parts.start(
    'listener',
    () => listen(settings, doors, api, log),
    (part) => part.close(DRAIN_MILLISECONDS),
  );
  const url = localUrl(listener.address);
  externally = externalAddress(listener.address, settings.advertiseAddress, thisHost().addresses);
  await parts.start('certificates', () => keepDoors(settings, doors, listener, log), stopBy('stop'));
  const start = () => control(settings, doors, usage, api, listener, log);
  const controllers = await parts.start('controllers', start, stopBy('stop'));
  await Promise.all([controllers.ready, api.authorizer.synced]);
  for (const check of dayOne) check.done();
  const stopBeingReady = () => withdraw(shutdown, settings.shutdownDelayDuration, clock);
  await parts.start('readiness', () => {}, stopBeingReady);
  const kubeconfigPath = resolve(settings.kubeconfig ?? join(settings.dataDir, 'admin.kubeconfig'));
  const onError = (error: unknown) => log.error('the kubeconfig could not be written again', errorFields(error));
  await keepAdminKubeconfig(doors, { path: kubeconfigPath, server: url, onError });
  return {
    url,
    kubeconfigPath,
    facts: readyFacts(settings, doors, identity, api, auditing),
    failed: NEVER,
    stop: () => parts.stop(),
  };
}

/** Nothing ends a control plane by itself: a store that fails is told by readiness, and by every answer. */
const NEVER = new Promise<never>(() => {});

function stopBy<K extends 'stop' | 'close'>(method: K) {
  return (part: Record<K, () => void | Promise<void>>): void | Promise<void> => part[method]();
}

/** Who asks, and who decides what they may. */
async function openIdentity(parts: Parts, settings: Settings, pki: ClusterPki, log: Log): Promise<Identity> {
  const openAuthorization = () => Authorization.open(settings, { clock, log });
  const authorization = await parts.start('authorization', openAuthorization, stopBy('stop'));
  const oidc = await parts.start(
    'oidc',
    () => openOidc(settings, log),
    (part) => part?.stop(),
  );
  const tokens = await tokenOptionsOf(settings, pki);
  const openWebhook = () => openTokenWebhook(settings, tokens.apiAudiences, { clock, log });
  const webhook = await parts.start('token webhook', openWebhook, (part) => part?.close());
  return { authorization, oidc, webhook, tokens: new ServiceAccountTokens(tokens, { now, newId: randomUUID }) };
}

function control(
  settings: Settings,
  doors: Doors,
  usage: CredentialUsage,
  api: Api,
  listener: Listener,
  log: Log,
): Controllers {
  const { family } = parseIpBlock(settings.serviceClusterIpRange[0]!)!.address;
  const address = settings.advertiseAddress ?? advertisedAddress(settings.bindAddress, thisHost().addresses, family);
  const endpoint = { address, port: listener.address.port };
  const onChange = (listener: () => void) => doors.onChange(listener);
  return startControllers(api, {
    clock,
    log,
    serviceCidrs: settings.serviceClusterIpRange,
    endpoint,
    published: publishedTrust(settings, doors, listener.address, endpoint),
    trusted: { current: () => doors.material.pki.trusted, onChange },
    signing: {
      authority: clusterAuthority(pkiDirectory(settings), () => doors.material.pki, now),
      longestLifetime: settings.clusterSigningDuration,
    },
    credentials: { usage, own: { current: () => [doors.material.pki.admin.certificate], onChange } },
  });
}

/** Libraries for signatures and expressions are loaded where they are needed: most clusters start without. */
async function openOidc(settings: Settings, log: Log): Promise<Oidc | undefined> {
  if (settings.authenticationConfig === undefined && settings.oidcIssuerUrl === undefined) return undefined;
  const { Oidc } = await import('./oidc.ts');
  return Oidc.open(settings, { clock, log });
}

export type OpenStorage = (settings: Settings) => Storage | Promise<Storage>;

/** @param thread of the storage, when it was started before it was known whether it is wanted */
export function storageOpener(thread?: Worker): OpenStorage {
  return ({ inMemory, dataDir }) => {
    if (!inMemory) return openEmbeddedStorage({ directory: dataDir, clock, thread });
    void thread?.terminate();
    return createMemoryStorage({ clock });
  };
}

function startCompaction(storage: Storage, { etcdCompactionInterval }: Settings, log: Log): Compactor {
  const onError = (error: Error) => log.warn('compaction failed; it is tried again', errorFields(error));
  const policy = { ...DEFAULT_COMPACTION, minAgeMilliseconds: etcdCompactionInterval };
  const compactor = new Compactor(storage, clock, onError, policy);
  if (etcdCompactionInterval > 0) compactor.start();
  return compactor;
}

function listen(settings: Settings, doors: Doors, api: Api, log: Log): Promise<Listener> {
  return Listener.open({
    host: settings.bindAddress,
    port: settings.port,
    tls: doors.tls,
    handler: (request) => api.handle(request),
    isIdentityHeader: isIdentityHeader(identityHeaders(settings)),
    limits: { maxConcurrentStreams: settings.http2MaxStreamsPerConnection },
    now: monotonicNow,
    onError: (error) => log.error('an answer failed', errorFields(error)),
  });
}

function keepRevoked(settings: Settings, doors: Doors, { objects, revocations }: Api, log: Log) {
  return keepRevokedFile({
    objects,
    revocations,
    directory: pkiDirectory(settings),
    pki: { current: () => doors.material.pki, onChange: (listener) => doors.onChange(listener) },
    clock,
    onError: (error) => log.error('the list of revoked certificates could not be written', errorFields(error)),
  });
}

function keepDoors(settings: Settings, doors: Doors, listener: Listener, log: Log): { stop(): void } {
  return doors.keepCurrent({
    loadPki: () => openPki(settings, now),
    setTls: (tls) => listener.setTls(tls),
    bundleFiles: bundleFiles(settings),
    interval: reloadInterval(settings),
    clock,
    onError: (error) => log.error('certificates could not be read again', errorFields(error)),
  });
}
