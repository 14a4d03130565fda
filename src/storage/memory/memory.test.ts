import { ManualClock } from '../../util/clock.ts';
import { storageContract } from '../contract/contract.ts';
import { createMemoryStorage } from './memory.ts';

storageContract('memory', async () => {
  const clock = new ManualClock();
  return { storage: createMemoryStorage({ clock }), advance: async (milliseconds) => clock.advance(milliseconds) };
});
