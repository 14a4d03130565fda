import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogGroup } from '../discovery/catalog.ts';
import { DocumentCache } from './document-cache.ts';

/** Groups that cannot be read the first time. */
function groupsFailingOnce(): readonly CatalogGroup[] {
  let asked = 0;
  return new Proxy([] as CatalogGroup[], {
    get(groups, key, receiver) {
      if (key === Symbol.iterator && asked++ === 0) throw new Error('not now');
      return Reflect.get(groups, key, receiver);
    },
  });
}

for (const name of ['v2', 'protobufV2', 'v3'] as const) {
  test(`${name} is made once, and anew when that failed`, async () => {
    const cache = new DocumentCache(groupsFailingOnce(), 'v1.36.0');
    await assert.rejects(cache[name](), /not now/);
    assert.equal(await cache[name](), await cache[name]());
  });
}
