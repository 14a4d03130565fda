/** The audit log: a file, or standard output. */
import { dirname, join, resolve } from 'node:path';
import type { Intake } from '../audit/sinks/intake.ts';
import { LogFile, type Touch } from '../audit/sinks/log/log-file.ts';
import { StandardOutput } from '../audit/sinks/log/standard-output.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import { makePrivateDirectory } from '../util/make-directory.ts';
import { Throttle } from '../util/throttle.ts';
import {
  auditDirectory,
  type BackendPorts,
  MIB,
  type OpenBackend,
  openIntake,
  sealingPorts,
  teller,
} from './audit-backend.ts';
import { remind, type Sealing, sealLog, sealStore } from './audit-sealing.ts';

export function auditLogPath(settings: Settings): string {
  return settings.auditLogPath ?? join(auditDirectory(settings), 'audit.log');
}

/** @throws ConfigError */
export async function openLog(settings: Settings, ports: BackendPorts): Promise<OpenBackend> {
  const path = auditLogPath(settings);
  const options = {
    name: 'log',
    mode: settings.auditLogMode,
    mostEvents: settings.auditLogBatchBufferSize,
    mostTogether: settings.auditLogBatchMaxSize,
    longestWait: settings.auditLogBatchMaxWait,
    throttle: throttleOf(settings, ports),
    ...(settings.auditLogTruncateEnabled && {
      mostEventBytes: settings.auditLogTruncateMaxEventSize,
      mostBatchBytes: settings.auditLogTruncateMaxBatchSize,
    }),
  } as const;
  const sealing = await openSealed(path, settings, ports);
  const { intake } = await openIntake(options, sealing, settings, ports, () => queueOf(intake));
  const stopReminding = remind(sealing.sealer, intake, ports.clock);
  return {
    intake,
    destination: `${path === '-' ? 'standard output' : resolve(path)}, chained and signed`,
    close() {
      stopReminding();
      return intake.close();
    },
  };
}

async function openSealed(path: string, settings: Settings, ports: BackendPorts): Promise<Sealing> {
  const sealing = sealingPorts('log', ports);
  if (path !== '-') return sealLog(path, await openLogFile(path, settings, ports), settings, sealing);
  const place = { stateFile: undefined, files: [], sent: true };
  return sealStore(new StandardOutput(process.stdout), place, settings, sealing);
}

function throttleOf(settings: Settings, { clock }: BackendPorts): Throttle | undefined {
  const { auditLogBatchThrottleQps: perSecond, auditLogBatchThrottleBurst: burst } = settings;
  return settings.auditLogBatchThrottleEnable ? new Throttle(perSecond, burst, clock) : undefined;
}

/** None of it is on disk. */
function queueOf({ waiting }: Intake): { events: number; bytes: number } {
  return { events: waiting, bytes: 0 };
}

function touchTeller(file: string, { log, metrics }: BackendPorts): (touch: Touch) => void {
  return (touch) => {
    metrics.touched(touch);
    // What logrotate does is no cause for alarm.
    if (touch === 'moved') log.info('the audit log was moved away, and goes on in another file', { file });
    else log.error('the audit log was touched by another program: what was recorded may be lost', { file, touch });
  };
}

async function openLogFile(path: string, settings: Settings, ports: BackendPorts): Promise<LogFile> {
  makePrivateDirectory(dirname(path));
  const options = {
    path,
    maxBytes: settings.auditLogMaxsize * MIB,
    maxDays: settings.auditLogMaxage,
    maxCount: settings.auditLogMaxbackup,
    compress: settings.auditLogCompress,
    fsync: settings.auditLogFsync,
  };
  const onError = teller('log', ports);
  const onRemoved = (file: string) => {
    ports.metrics.removed();
    ports.log.warn('a file of the audit log is removed, as --audit-log-maxbackup or --audit-log-maxage asks for it', {
      file,
    });
  };
  try {
    const onTouched = touchTeller(path, ports);
    return await LogFile.open(options, { clock: ports.clock, onError, onTouched, onRemoved });
  } catch (error) {
    throw new ConfigError(`the audit log cannot be written: ${(error as Error).message}`);
  }
}
