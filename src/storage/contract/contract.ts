import { describe } from 'node:test';
import { commitContract } from './commit.ts';
import type { Factory } from './fixture.ts';
import { lifecycleContract } from './lifecycle.ts';
import { readContract } from './read.ts';
import { watchContract } from './watch.ts';

/** The suite that every storage backend passes. */
export function storageContract(name: string, factory: Factory): void {
  describe(`storage contract: ${name}`, () => {
    commitContract(factory);
    readContract(factory);
    watchContract(factory);
    lifecycleContract(factory);
  });
}
