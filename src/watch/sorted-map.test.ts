import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareKeys } from '../storage/keys.ts';
import { SortedMap } from './sorted-map.ts';

interface Entry {
  key: string;
  value: number;
}

/** The naive model: a sorted array that is copied. */
class Model {
  entries: Entry[] = [];
  set(entry: Entry): void {
    this.delete(entry.key);
    this.entries = [...this.entries, entry].sort((a, b) => compareKeys(a.key, b.key));
  }
  delete(key: string): void {
    this.entries = this.entries.filter((entry) => entry.key !== key);
  }
  rank(key: string): number {
    return this.entries.filter((entry) => compareKeys(entry.key, key) < 0).length;
  }
}

const key = fc.integer({ min: 0, max: 2000 }).map((n) => `/k/${n}`);
const change = fc.record({ key, value: fc.nat(), isDelete: fc.boolean() });

test('behaves as a sorted array, and no version changes afterwards', () => {
  const changes = fc.array(change, { maxLength: 300 });
  const initial = fc.uniqueArray(key, { maxLength: 1500 });
  fc.assert(
    fc.property(initial, changes, key, fc.nat(1500), fc.nat(1500), (keys, steps, probe, start, length) => {
      const model = new Model();
      model.entries = keys.map((name) => ({ key: name, value: 0 })).sort((a, b) => compareKeys(a.key, b.key));
      let map = SortedMap.fromSorted(model.entries);
      const versions = [{ map, entries: model.entries }];
      for (const { isDelete, ...entry } of steps) {
        if (isDelete) model.delete(entry.key);
        else model.set(entry);
        map = isDelete ? map.delete(entry.key) : map.set(entry);
        versions.push({ map, entries: model.entries });
      }
      for (const version of [versions[0]!, versions[versions.length >> 1]!, versions.at(-1)!]) {
        assert.deepEqual(version.map.slice(0), version.entries);
        assert.equal(version.map.size, version.entries.length);
      }
      assert.deepEqual(
        map.get(probe),
        model.entries.find((entry) => entry.key === probe),
      );
      assert.equal(map.rank(probe), model.rank(probe));
      assert.deepEqual(map.slice(start, start + length), model.entries.slice(start, start + length));
    }),
    { numRuns: 60 },
  );
});

test('grows from nothing, through many splits, in any order', () => {
  const keys = Array.from({ length: 3000 }, (_, i) => `/${(i * 7919) % 3000}`);
  let map = SortedMap.empty<{ key: string }>();
  for (const name of keys) map = map.set({ key: name });
  assert.deepEqual(
    map.slice(0).map((entry) => entry.key),
    keys.toSorted(compareKeys),
  );
  for (const name of keys) map = map.delete(name);
  assert.equal(map.size, 0);
  assert.equal(map.get('/1'), undefined);
});
