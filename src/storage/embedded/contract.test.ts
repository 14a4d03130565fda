import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../util/clock.ts';
import { storageContract } from '../contract/contract.ts';
import { openEmbeddedStorage } from './embedded.ts';

storageContract('embedded', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'allium-storage-'));
  const clock = new ManualClock();
  return {
    storage: await openEmbeddedStorage({ directory, clock }),
    advance: async (milliseconds) => clock.advance(milliseconds),
    cleanUp: () => rm(directory, { recursive: true }),
  };
});
