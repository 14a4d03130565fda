import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { ChainSealer } from '../../src/audit/integrity/chain-sealer.ts';
import { beginning } from '../../src/audit/integrity/state.ts';
import { Intake } from '../../src/audit/sinks/intake.ts';
import { type FsyncPolicy, LogFile } from '../../src/audit/sinks/log/log-file.ts';
import { NOTHING_MISSING } from '../../src/audit/sinks/missing.ts';
import { Slot } from '../../src/audit/spool/slot.ts';
import { systemClock } from '../../src/util/clock.ts';

/** The log as it is by default, but for its rotation. */
export async function openLog(path: string, fsync: FsyncPolicy): Promise<Intake> {
  const retention = { maxBytes: 2 ** 40, maxDays: 0, maxCount: 0, compress: false };
  const onError = (error: unknown) => {
    throw error;
  };
  const store = await LogFile.open(
    { path, fsync, ...retention },
    { clock: systemClock, onError, onTouched: onError, onRemoved: onError },
  );
  const lost = await Slot.open(`${path}.lost`);
  const options = { name: 'log', mode: 'batch', mostEvents: 1_000_000, mostTogether: 500, longestWait: 10 } as const;
  const on = (what: string) => {
    if (what === 'dropped') throw new Error('an event was dropped');
  };
  return new Intake(options, {
    store,
    sealer: newSealer(),
    lost,
    missing: NOTHING_MISSING,
    lastStored: () => 0,
    clock: systemClock,
    newId: randomUUID,
    on,
    onError,
  });
}

function newSealer(): ChainSealer {
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const ports = { key, sent: false, now: () => systemClock.now(), newId: randomUUID, save: async () => {} };
  return new ChainSealer({ ...beginning('a'.repeat(22)), bare: false }, ports);
}
