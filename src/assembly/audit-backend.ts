/** What every audit backend has: a mode, a queue and, where it is another program, a spool on disk. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Intake, type IntakeOptions } from '../audit/sinks/intake.ts';
import { afterTheEnd, parseMissing } from '../audit/sinks/missing.ts';
import type { Forwarder } from '../audit/spool/forwarder.ts';
import { Slot } from '../audit/spool/slot.ts';
import { Spool } from '../audit/spool/spool.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../server/log/log.ts';
import { seldom } from '../server/log/seldom.ts';
import type { AuditMetrics } from '../server/metrics/audit-metrics.ts';
import type { Clock } from '../util/clock.ts';
import { makePrivateDirectory } from '../util/make-directory.ts';
import { remind, type Sealing, type SealingPorts, sealStore } from './audit-sealing.ts';

export type BackendName = 'log' | 'webhook' | 'syslog';

export interface BackendPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: AuditMetrics;
}

export interface OpenBackend {
  readonly intake: Intake;
  /** For people: where events go. */
  readonly destination: string;
  /** Resolves when everything that was taken is where it belongs, or is kept for the next start. */
  close(): Promise<void>;
}

export const MIB = 1024 * 1024;

export function auditDirectory({ dataDir }: Settings): string {
  return join(dataDir, 'audit');
}

export interface OpenSpool {
  readonly intake: Intake;
  readonly spool: Spool;
  /** Counts and tells an attempt that failed. */
  onFailure(error: unknown): void;
  stopReminding(): void;
}

/** A backend that is another program: what it has not taken yet is on disk. */
export async function openSpooled(
  options: Omit<IntakeOptions, 'mostTogether' | 'longestWait'> & { readonly name: BackendName },
  settings: Settings,
  ports: BackendPorts,
): Promise<OpenSpool> {
  const { name } = options;
  const directory = spoolDirectory(name, settings);
  const spool = await Spool.open({
    directory,
    maxBytes: settings.auditSpoolMaxsize * MIB,
    sync: settings.auditLogFsync === 'always',
  });
  const together = { mostTogether: settings.auditLogBatchMaxSize, longestWait: 0 };
  const queue = () => ({ events: intake.waiting + spool.waiting, bytes: spool.bytes });
  const place = { stateFile: join(directory, 'chain'), files: spool.files, sent: true };
  const sealing = await sealStore(spool, place, settings, sealingPorts(name, ports));
  const kept = { ...sealing, isShort: spool.isShort };
  const { intake, onFailure } = await openIntake({ ...options, ...together }, kept, settings, ports, queue);
  return { intake, spool, onFailure, stopReminding: remind(sealing.sealer, intake, ports.clock) };
}

export function spooledBackend(
  { intake, spool, stopReminding }: OpenSpool,
  forwarder: Forwarder,
  destination: string,
): OpenBackend {
  return {
    intake,
    destination: `${destination}, chained and signed`,
    async close() {
      stopReminding();
      await intake.close();
      await forwarder.close();
      await spool.closeDelivery();
    },
  };
}

function spoolDirectory(name: BackendName, settings: Settings): string {
  return join(auditDirectory(settings), 'spool', name);
}

export async function openIntake(
  options: IntakeOptions & { readonly name: BackendName },
  { store, sealer, storedBefore, isShort = false }: Sealing & { readonly isShort?: boolean },
  settings: Settings,
  ports: BackendPorts,
  queue: Parameters<AuditMetrics['backend']>[1],
) {
  const directory = spoolDirectory(options.name, settings);
  makePrivateDirectory(directory);
  const on = ports.metrics.backend(options.name, queue);
  const onError = teller(options.name, ports);
  const lost = await Slot.open(join(directory, 'lost'));
  const missing = afterTheEnd(parseMissing(lost.text), storedBefore);
  const intake = new Intake(options, {
    store,
    sealer,
    lost,
    missing: { ...missing, running: missing.running || isShort },
    lastStored: () => sealer.lastStored,
    clock: ports.clock,
    newId: randomUUID,
    on,
    onError,
  });
  await intake.open();
  const onFailure = (error: unknown) => {
    on('failed');
    onError(error);
  };
  return { intake, onFailure };
}

export function sealingPorts(backend: BackendName, ports: BackendPorts): SealingPorts {
  const { clock, log } = ports;
  const message =
    "the audit record is not as this server's last run left it: allium audit verify tells what was touched";
  return { clock, onError: teller(backend, ports), onDoubt: (doubt) => log.error(message, { backend, doubt }) };
}

export function teller(backend: BackendName, { clock, log }: BackendPorts): (error: unknown) => void {
  const tell = seldom(clock, (error) =>
    log.error('audit events wait: a backend does not take them', { backend, error }),
  );
  return (error) => tell((error as Error).message);
}
