/** Audit backends that are other programs: a webhook, a syslog server. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { ConnectionOptions } from 'node:tls';
import { eventList } from '../audit/sinks/event-list.ts';
import { SyslogFormat } from '../audit/sinks/syslog/message.ts';
import { SyslogBackend } from '../audit/sinks/syslog/syslog-backend.ts';
import { type Backend, Forwarder, type ForwarderOptions } from '../audit/spool/forwarder.ts';
import { WebhookError } from '../client/webhook/errors.ts';
import { WebhookClient } from '../client/webhook/webhook-client.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import { Throttle } from '../util/throttle.ts';
import { type BackendPorts, type OpenBackend, type OpenSpool, openSpooled, spooledBackend } from './audit-backend.ts';

const CONTENT_TOO_LARGE = 413;

/** @throws ConfigError */
export async function openWebhook(settings: Settings, ports: BackendPorts): Promise<OpenBackend | undefined> {
  const path = settings.auditWebhookConfigFile;
  if (path === undefined) return undefined;
  const { clock } = ports;
  const client = await WebhookClient.open(path, { clock }).catch((error: Error) => {
    throw new ConfigError(`--audit-webhook-config-file ${path}: ${error.message}`);
  });
  const { auditWebhookMode: mode, auditWebhookBatchBufferSize: mostEvents } = settings;
  const truncating = settings.auditWebhookTruncateEnabled;
  const mostEventBytes = truncating ? settings.auditWebhookTruncateMaxEventSize : undefined;
  const opened = await openSpooled({ name: 'webhook', mode, mostEvents, mostEventBytes }, settings, ports);
  const options = {
    mostTogether: settings.auditWebhookBatchMaxSize,
    mostBytes: truncating ? settings.auditWebhookTruncateMaxBatchSize : undefined,
    longestWait: settings.auditWebhookBatchMaxWait,
    firstBackoff: settings.auditWebhookInitialBackoff,
    throttle: throttleOf(settings, ports),
  };
  const backend = {
    send: (lines: readonly string[]) => client.send(eventList(lines)),
    isTooLarge: (error: unknown) => error instanceof WebhookError && error.status === CONTENT_TOO_LARGE,
    close: () => client.close(),
  };
  const forwarder = forwarderOf(opened, options, backend, ports);
  return spooledBackend(opened, forwarder, `the webhook of ${path}`);
}

function forwarderOf(
  { spool, intake, onFailure }: OpenSpool,
  options: ForwarderOptions,
  backend: Backend,
  { clock }: BackendPorts,
): Forwarder {
  const onGivenUp = () => intake.lose();
  return new Forwarder(options, { spool, backend, clock, random: Math.random, onFailure, onGivenUp });
}

function throttleOf(settings: Settings, { clock }: BackendPorts): Throttle | undefined {
  const { auditWebhookBatchThrottleQps: perSecond, auditWebhookBatchThrottleBurst: burst } = settings;
  return settings.auditWebhookBatchThrottleEnable ? new Throttle(perSecond, burst, clock) : undefined;
}

/** What is written to a syslog server over one connection, and how long events wait for others to go with. */
const SYSLOG_BATCH = 5000;
const SYSLOG_WAIT = 200;
const SYSLOG_BACKOFF = 500;
const SYSLOG_EVENTS = 10_000;

/** @throws ConfigError */
export async function openSyslog(settings: Settings, ports: BackendPorts): Promise<OpenBackend | undefined> {
  const { auditSyslogServer: server, auditSyslogMode: mode, auditSyslogAppName: appName } = settings;
  if (server === undefined) return undefined;
  const { clock } = ports;
  const format = new SyslogFormat({ hostName: hostname(), appName, processId: String(process.pid) });
  const opened = await openSpooled({ name: 'syslog', mode, mostEvents: SYSLOG_EVENTS }, settings, ports);
  const backend = new SyslogBackend(format, { clock, connection: () => connectionOptions(settings) });
  const options = {
    mostTogether: SYSLOG_BATCH,
    mostBytes: undefined,
    longestWait: SYSLOG_WAIT,
    firstBackoff: SYSLOG_BACKOFF,
    throttle: undefined,
  };
  const forwarder = forwarderOf(opened, options, backend, ports);
  return spooledBackend(opened, forwarder, `syslog at ${server.host}:${server.port}`);
}

/** Read at each connection: certificates are renewed. */
async function connectionOptions(settings: Settings): Promise<ConnectionOptions> {
  const read = async (file: string | undefined) => (file === undefined ? undefined : readFile(file));
  const { auditSyslogCaFile, auditSyslogCertFile, auditSyslogKeyFile } = settings;
  const [ca, cert, key] = await Promise.all([auditSyslogCaFile, auditSyslogCertFile, auditSyslogKeyFile].map(read));
  return { ...settings.auditSyslogServer!, ca, cert, key };
}
