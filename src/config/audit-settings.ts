/** What can be set about audit. */
import { FSYNC_POLICIES, type FsyncPolicy } from '../audit/sinks/log/log-file.ts';
import { AUDIT_MODES, type AuditMode } from '../audit/sinks/mode.ts';
import { choice, duration, flag, integer, path, readableFile, text } from './kinds.ts';
import { type ServerAddress, serverAddress } from './server-address-kind.ts';
import type { Setting } from './setting.ts';

const EVENT_VERSION = 'audit.k8s.io/v1';

/** Durations in milliseconds, sizes in MiB, of events and batches in bytes. */
export interface AuditSettings {
  readonly auditPolicyFile: string | undefined;
  readonly auditLogPolicyFile: string | undefined;
  readonly auditLogPath: string | undefined;
  readonly auditLogFormat: 'json';
  readonly auditLogVersion: typeof EVENT_VERSION;
  readonly auditLogMode: AuditMode;
  readonly auditLogMaxsize: number;
  readonly auditLogMaxage: number;
  readonly auditLogMaxbackup: number;
  readonly auditLogCompress: boolean;
  readonly auditLogFsync: FsyncPolicy;
  readonly auditLogBatchBufferSize: number;
  readonly auditLogBatchMaxSize: number;
  readonly auditLogBatchMaxWait: number;
  readonly auditLogBatchThrottleEnable: boolean;
  readonly auditLogBatchThrottleQps: number;
  readonly auditLogBatchThrottleBurst: number;
  readonly auditLogTruncateEnabled: boolean;
  readonly auditLogTruncateMaxBatchSize: number;
  readonly auditLogTruncateMaxEventSize: number;
  readonly auditWebhookPolicyFile: string | undefined;
  readonly auditWebhookConfigFile: string | undefined;
  readonly auditWebhookVersion: typeof EVENT_VERSION;
  readonly auditWebhookMode: AuditMode;
  readonly auditWebhookInitialBackoff: number;
  readonly auditWebhookBatchBufferSize: number;
  readonly auditWebhookBatchMaxSize: number;
  readonly auditWebhookBatchMaxWait: number;
  readonly auditWebhookBatchThrottleEnable: boolean;
  readonly auditWebhookBatchThrottleQps: number;
  readonly auditWebhookBatchThrottleBurst: number;
  readonly auditWebhookTruncateEnabled: boolean;
  readonly auditWebhookTruncateMaxBatchSize: number;
  readonly auditWebhookTruncateMaxEventSize: number;
  readonly auditSyslogPolicyFile: string | undefined;
  readonly auditSyslogServer: ServerAddress | undefined;
  readonly auditSyslogCaFile: string | undefined;
  readonly auditSyslogCertFile: string | undefined;
  readonly auditSyslogKeyFile: string | undefined;
  readonly auditSyslogAppName: string;
  readonly auditSyslogMode: AuditMode;
  readonly auditSpoolMaxsize: number;
}

const mode = choice(...AUDIT_MODES);
const MODE_HELP = `${AUDIT_MODES.join(', ')}: whether requests wait until their events are stored, and are refused when they cannot be`;
const MIB = 1024 * 1024;
const LARGEST = 1024 * 1024;
const ownPolicy = (what: string) => `file of kind Policy for ${what} alone (default: --audit-policy-file)`;

/** As upstream has them, for whoever must bound what a receiver gets. */
const TRUNCATE_ENABLED =
  'whether events and batches are held to the sizes below; what has no room at all goes without its objects in any case';
const MAX_BATCH_SIZE = 'size in bytes of the events of one batch, if they are held to it';
const MAX_EVENT_SIZE =
  'size in bytes beyond which an event goes without the objects of its request and response, if it is held to it';
const LARGEST_BATCH = 1024 * MIB;

const security = <T>(setting: Omit<Setting<T>, 'section'>): Setting<T> => ({ section: 'Security', ...setting });

export const AUDIT_SETTINGS: { readonly [K in keyof AuditSettings]-?: Setting<AuditSettings[K]> } = {
  auditPolicyFile: security({
    kind: readableFile,
    default: undefined,
    help: 'file of kind Policy (audit.k8s.io/v1): what is recorded (default: metadata of everything, bodies of changes to roles, admission, namespaces, quotas, network policies, certificates and revocations)',
  }),
  auditLogPolicyFile: security({ kind: readableFile, default: undefined, help: ownPolicy('the log') }),
  auditLogPath: security({
    kind: path,
    default: undefined,
    help: 'where audit events are written, as lines of JSON; -: standard output (default: audit/audit.log in --data-dir)',
  }),
  auditLogFormat: security({ kind: choice('json'), default: 'json', help: 'json' }),
  auditLogVersion: security({
    kind: choice(EVENT_VERSION),
    default: EVENT_VERSION,
    help: `version of the events of the log: ${EVENT_VERSION}`,
  }),
  auditLogMode: security({ kind: mode, default: 'batch', help: MODE_HELP }),
  auditLogMaxsize: security({
    kind: integer(1, LARGEST),
    default: '100',
    help: 'size in MiB at which the log is put aside and another begins',
  }),
  auditLogMaxage: security({
    kind: integer(0, 36_500),
    default: '0',
    help: 'days after which logs that were put aside are removed; 0: never',
  }),
  auditLogMaxbackup: security({
    kind: integer(0, 1_000_000),
    default: '0',
    help: 'how many logs that were put aside are kept; 0: all',
  }),
  auditLogCompress: security({ kind: flag, default: 'false', help: 'compress logs that were put aside, with gzip' }),
  auditLogFsync: security({
    kind: choice(...FSYNC_POLICIES),
    default: 'batch',
    help: 'when events must be on the disk itself, to outlive a power failure: never, batch (within a second), always (before they count as stored; spools too)',
  }),
  auditLogBatchBufferSize: security({
    kind: integer(1, 1_000_000),
    default: '10000',
    help: 'how many events may wait in memory to be written to the log',
  }),
  auditLogBatchMaxSize: security({
    kind: integer(1, 100_000),
    default: '500',
    help: 'how many events are written to the log together',
  }),
  auditLogBatchMaxWait: security({
    kind: duration(0),
    default: '10ms',
    help: 'how long an event waits in memory for others, in mode batch',
  }),
  auditLogBatchThrottleEnable: security({
    kind: flag,
    default: 'false',
    help: 'whether the log is written to only so often, in mode batch',
  }),
  auditLogBatchThrottleQps: security({
    kind: integer(1, 100_000),
    default: '10',
    help: 'how often a second the log is written to, then',
  }),
  auditLogBatchThrottleBurst: security({
    kind: integer(1, 100_000),
    default: '15',
    help: 'how often it may be written to at once, after a pause',
  }),
  auditLogTruncateEnabled: security({ kind: flag, default: 'false', help: TRUNCATE_ENABLED }),
  auditLogTruncateMaxBatchSize: security({
    kind: integer(1, LARGEST_BATCH),
    default: '10485760',
    help: MAX_BATCH_SIZE,
  }),
  auditLogTruncateMaxEventSize: security({
    kind: integer(1, LARGEST_BATCH),
    default: '102400',
    help: MAX_EVENT_SIZE,
  }),
  auditWebhookPolicyFile: security({ kind: readableFile, default: undefined, help: ownPolicy('the webhook') }),
  auditWebhookConfigFile: security({
    kind: readableFile,
    default: undefined,
    help: 'kubeconfig of a webhook that audit events are sent to',
  }),
  auditWebhookVersion: security({
    kind: choice(EVENT_VERSION),
    default: EVENT_VERSION,
    help: `version of the events that the webhook is sent: ${EVENT_VERSION}`,
  }),
  auditWebhookMode: security({ kind: mode, default: 'batch', help: `${MODE_HELP}; stored is what is in the spool` }),
  auditWebhookInitialBackoff: security({
    kind: duration(1),
    default: '10s',
    help: 'how long after a failure events are sent again; twice as long each time, half a minute at most',
  }),
  auditWebhookBatchBufferSize: security({
    kind: integer(1, 1_000_000),
    default: '10000',
    help: 'how many events may wait in memory to be written to the spool',
  }),
  auditWebhookBatchMaxSize: security({
    kind: integer(1, 100_000),
    default: '400',
    help: 'how many events the webhook is sent together',
  }),
  auditWebhookBatchMaxWait: security({
    kind: duration(0),
    default: '30s',
    help: 'how long events wait for others before they are sent',
  }),
  auditWebhookBatchThrottleEnable: security({
    kind: flag,
    default: 'true',
    help: 'whether the webhook is called only so often',
  }),
  auditWebhookBatchThrottleQps: security({
    kind: integer(1, 100_000),
    default: '10',
    help: 'how often a second the webhook is called',
  }),
  auditWebhookBatchThrottleBurst: security({
    kind: integer(1, 100_000),
    default: '15',
    help: 'how often it may be called at once, after a pause',
  }),
  auditWebhookTruncateEnabled: security({ kind: flag, default: 'false', help: TRUNCATE_ENABLED }),
  auditWebhookTruncateMaxBatchSize: security({
    kind: integer(1, LARGEST_BATCH),
    default: '10485760',
    help: MAX_BATCH_SIZE,
  }),
  auditWebhookTruncateMaxEventSize: security({
    kind: integer(1, LARGEST_BATCH),
    default: '102400',
    help: MAX_EVENT_SIZE,
  }),
  auditSyslogPolicyFile: security({ kind: readableFile, default: undefined, help: ownPolicy('the syslog server') }),
  auditSyslogServer: security({
    kind: serverAddress,
    default: undefined,
    help: 'syslog server that audit events are sent to, over TLS (RFC 5425); its port is 6514 unless told',
  }),
  auditSyslogCaFile: security({
    kind: readableFile,
    default: undefined,
    help: "authorities of the syslog server's certificate, PEM (default: those of the system)",
  }),
  auditSyslogCertFile: security({
    kind: readableFile,
    default: undefined,
    help: 'client certificate for the syslog server, PEM',
  }),
  auditSyslogKeyFile: security({
    kind: readableFile,
    default: undefined,
    help: 'key of --audit-syslog-cert-file, PEM',
  }),
  auditSyslogAppName: security({
    kind: text,
    default: 'allium',
    help: 'the name of the application in syslog messages',
  }),
  auditSyslogMode: security({ kind: mode, default: 'batch', help: `${MODE_HELP}; stored is what is in the spool` }),
  auditSpoolMaxsize: security({
    kind: integer(1, LARGEST),
    default: '512',
    help: 'size in MiB of the spool on disk that each backend has, for events that it has not taken yet',
  }),
};

/** @returns what is wrong with them together */
export function auditConflict(settings: AuditSettings): string | undefined {
  const { auditSyslogCertFile: cert, auditSyslogKeyFile: key, auditWebhookConfigFile } = settings;
  if ((cert === undefined) !== (key === undefined)) {
    return '--audit-syslog-cert-file and --audit-syslog-key-file belong together: give both or neither';
  }
  if (auditWebhookConfigFile === undefined && settings.auditWebhookPolicyFile !== undefined) {
    return '--audit-webhook-policy-file is about --audit-webhook-config-file, which is not given';
  }
  const sizes = truncateConflict('log', settings.auditLogTruncateMaxBatchSize, settings.auditLogTruncateMaxEventSize);
  if (sizes !== undefined) return sizes;
  const { auditWebhookTruncateMaxBatchSize: batch, auditWebhookTruncateMaxEventSize: event } = settings;
  return truncateConflict('webhook', batch, event) ?? syslogConflict(settings);
}

function truncateConflict(backend: string, batch: number, event: number): string | undefined {
  if (batch >= event) return undefined;
  return `invalid audit truncate ${backend} max batch size ${batch}, must be greater than max event size (${event})`;
}

function syslogConflict(settings: AuditSettings): string | undefined {
  if (settings.auditSyslogServer !== undefined) return undefined;
  const about = {
    '--audit-syslog-policy-file': settings.auditSyslogPolicyFile,
    '--audit-syslog-ca-file': settings.auditSyslogCaFile,
    '--audit-syslog-cert-file': settings.auditSyslogCertFile,
  };
  const given = Object.entries(about).find(([, value]) => value !== undefined);
  return given && `${given[0]} is about --audit-syslog-server, which is not given`;
}
