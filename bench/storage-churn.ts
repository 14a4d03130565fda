/**
 * Is the store's size bounded under constant churn? A million updates over a thousand objects, compacted by the policy
 * that the server has, with the size of the file on the way. Fails when it grows in the second half.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compactor, DEFAULT_COMPACTION } from '../src/storage/compactor.ts';
import { openEmbeddedStorage } from '../src/storage/embedded/embedded.ts';
import { systemClock } from '../src/util/clock.ts';

const UPDATES = Number(process.env.BENCH_UPDATES ?? 1_000_000);
const OBJECTS = 1000;
const WRITERS = 128;
const VALUE = Buffer.alloc(1000, 'x');
const GROWTH_ALLOWED = 1.1;
const REPORTS = 10;

const directory = mkdtempSync(join(tmpdir(), 'allium-churn-'));
const mebibytes = (name: string) => statSync(join(directory, name)).size / 2 ** 20;

const storage = await openEmbeddedStorage({ directory });
const fail = (error: Error) => {
  throw error;
};
const compactor = new Compactor(storage, systemClock, fail, DEFAULT_COMPACTION);
compactor.start();

const sizes: number[] = [];
const started = performance.now();
let updates = 0;
async function write(): Promise<void> {
  while (updates < UPDATES) {
    const key = `/registry/configmaps/default/object-${++updates % OBJECTS}`;
    if (updates % (UPDATES / REPORTS) === 0) report();
    await storage.commit([{ type: 'put', key, value: VALUE }]);
  }
}

function report(): void {
  const [file, log] = [mebibytes('state.db'), mebibytes('state.db-wal')];
  const rate = Math.round((updates / (performance.now() - started)) * 1000);
  sizes.push(file);
  console.log(`${updates} updates, ${rate}/s: file ${file.toFixed(1)} MiB, log ${log.toFixed(1)} MiB`);
}

await Promise.all(Array.from({ length: WRITERS }, write));
compactor.stop();
await storage.close();
rmSync(directory, { recursive: true });

const growth = sizes.at(-1)! / sizes[REPORTS / 2]!;
console.log(`growth over the second half: ${growth.toFixed(2)}x, at most ${GROWTH_ALLOWED}x allowed`);
process.exitCode = growth > GROWTH_ALLOWED ? 1 : 0;
