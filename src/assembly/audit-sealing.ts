/** The audit log as a chain of signed records, from one start to the next. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { CHECKPOINT_INTERVAL, ChainSealer } from '../audit/integrity/chain-sealer.ts';
import { resume } from '../audit/integrity/resume.ts';
import { SealedStore } from '../audit/integrity/sealed-store.ts';
import { statePath, writeState } from '../audit/integrity/state.ts';
import type { AuditSink } from '../audit/sink.ts';
import type { LineStore } from '../audit/sinks/line-store.ts';
import type { Settings } from '../config/settings.ts';
import { ensureAuditKey } from '../pki/audit-key.ts';
import { writeFilesAtomically } from '../util/atomic-file.ts';
import type { Clock } from '../util/clock.ts';
import { pkiDirectory } from './pki.ts';

const OWNER_ONLY = 0o600;

export interface SealingPorts {
  readonly clock: Clock;
  onError(error: unknown): void;
}

export interface Sealing {
  readonly sealer: ChainSealer;
  readonly store: LineStore;
}

/** @param path of the log that `store` writes @throws PkiError */
export async function sealLog(
  path: string,
  store: LineStore,
  settings: Settings,
  ports: SealingPorts,
): Promise<Sealing> {
  const key = await ensureAuditKey(pkiDirectory(settings));
  const state = await readFile(statePath(path), 'utf8').catch(() => undefined);
  const at = await resume({ files: await writtenFiles(path), state }, key, () => randomBytes(16).toString('base64url'));
  const write = (text: string) => writeFilesAtomically([{ path: statePath(path), data: text, mode: OWNER_ONLY }]);
  // Lines are stored already; that the next start is not told how far is no reason to hold them back.
  const save = (text: string) => write(text).catch(ports.onError);
  await save(writeState(at, key));
  const sealer = new ChainSealer(at, { key, now: () => ports.clock.now(), newId: randomUUID, save });
  return { sealer, store: new SealedStore(store, sealer) };
}

/** Has the last records signed where none come after them. @returns stops it */
export function remind(sealer: ChainSealer, sink: Pick<AuditSink, 'write'>, clock: Clock): () => void {
  let cancel = () => {};
  const look = () => {
    const json = sealer.reminder();
    if (json !== undefined) void sink.write({ level: 'Metadata', stage: 'ResponseComplete', json });
    cancel = clock.setTimeout(look, CHECKPOINT_INTERVAL);
  };
  look();
  return () => cancel();
}

/** The log, then what was rotated out of it last. */
async function writtenFiles(path: string): Promise<string[]> {
  const folder = dirname(path);
  const extension = extname(path);
  const start = `${basename(path, extension)}-`;
  const names = await readdir(folder);
  // Their names tell when they were put aside.
  const rotated = names.filter((name) => name.startsWith(start) && name.includes(extension)).sort();
  const files = [...names.filter((name) => name === basename(path)), ...rotated.slice(-1)];
  return files.map((name) => join(folder, name));
}
