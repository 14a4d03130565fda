/** What goes to a backend as a chain of signed records, from one start to the next. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { ChainSealer } from '../audit/integrity/chain-sealer.ts';
import { CHECKPOINT_INTERVAL } from '../audit/integrity/mark.ts';
import { resume } from '../audit/integrity/resume.ts';
import { SealedStore } from '../audit/integrity/sealed-store.ts';
import { statePath, writeState } from '../audit/integrity/state.ts';
import type { Intake } from '../audit/sinks/intake.ts';
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
  /** What was written before is not as it was left. */
  onDoubt(doubt: string): void;
}

export interface Sealing {
  readonly sealer: ChainSealer;
  readonly store: LineStore;
  /** The number of the record that was stored last before, the end of a file not counted; undefined: nobody knows. */
  readonly storedBefore: number | undefined;
}

/** Where a chain is found again by the next start. */
export interface ChainPlace {
  /** Of its signed state; undefined: no start finds it again, each begins another. */
  readonly stateFile: string | undefined;
  /** The files that it was written to, the newest first. */
  readonly files: readonly string[];
  /** Whether records are sent on from there. */
  readonly sent: boolean;
}

/** @throws PkiError */
export async function sealStore(
  store: LineStore,
  { stateFile, files, sent }: ChainPlace,
  settings: Settings,
  ports: SealingPorts,
): Promise<Sealing> {
  const key = await ensureAuditKey(pkiDirectory(settings));
  const state = stateFile && (await readFile(stateFile, 'utf8').catch(() => undefined));
  const { at, doubt } = await resume({ files, state, sent }, key, () => randomBytes(16).toString('base64url'));
  if (doubt !== undefined) ports.onDoubt(doubt);
  const save = async (text: string) => {
    // Lines are stored already; that the next start is not told how far is no reason to hold them back.
    if (stateFile) await writeFilesAtomically([{ path: stateFile, data: text, mode: OWNER_ONLY }]).catch(ports.onError);
  };
  await save(writeState(at, key));
  const sealer = new ChainSealer(at, { key, sent, now: () => ports.clock.now(), newId: randomUUID, save });
  const storedBefore = stateFile === undefined ? undefined : at.sequence - (at.end ? 1 : 0);
  return { sealer, store: new SealedStore(store, sealer), storedBefore };
}

/** @param path of the log that `store` writes @throws PkiError */
export async function sealLog(
  path: string,
  store: LineStore,
  settings: Settings,
  ports: SealingPorts,
): Promise<Sealing> {
  const place = { stateFile: statePath(path), files: await writtenFiles(path), sent: false };
  return sealStore(store, place, settings, ports);
}

/** Has the last records signed where none come after them. @returns stops it */
export function remind(sealer: ChainSealer, intake: Pick<Intake, 'note'>, clock: Clock): () => void {
  let cancel = () => {};
  const look = () => {
    const json = sealer.reminder();
    if (json !== undefined) intake.note(json);
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
