import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { put, remove } from '../storage/contract/fixture.ts';
import { createMemoryStorage } from '../storage/memory/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { ManualClock } from '../util/clock.ts';
import { WatchCache, type WatchCacheOptions } from './cache.ts';
import type { CacheEvent } from './cache-event.ts';
import { loadSnapshot } from './load.ts';
import { testCodec } from './testing/codec.ts';

const PODS = '/registry/pods/';

function pod(key: string, labels: Record<string, string> = {}) {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return put(`${PODS}${key}`, JSON.stringify({ kind: 'Pod', apiVersion: 'v1', metadata: { name, labels } }));
}

async function start(t: TestContext, options: Partial<WatchCacheOptions> = {}) {
  const clock = new ManualClock();
  const storage = options.storage ?? createMemoryStorage({ clock });
  const cache = new WatchCache({ storage, prefix: PODS, codec: testCodec, clock, ...options });
  await cache.start();
  t.after(() => {
    cache.close();
    return storage.close();
  });
  return { storage, cache, clock };
}

const line = ({ type, current }: CacheEvent) => `${type} ${current.object.metadata.name} @${current.revision}`;

/** A watcher that takes `demand` events, then wants no more. */
function watch(cache: WatchCache, after: number, options: { keyPrefix?: string; demand?: number } = {}) {
  const { keyPrefix, demand = Number.POSITIVE_INFINITY } = options;
  const events: CacheEvent[] = [];
  const ends: string[] = [];
  const handle = cache.watch({
    after,
    keyPrefix,
    onEvent: (event) => events.push(event) < demand,
    onEnd: ({ code, reason, message }) => ends.push(`${code} ${reason}: ${message}`),
  });
  handle.resume();
  return { handle, events, ends, lines: () => events.map(line) };
}

test('an object is served as its wire bytes, and parsed once, when it is asked for', async (t) => {
  let parsed = 0;
  const object = (bytes: Buffer) => {
    parsed++;
    return JSON.parse(bytes.toString());
  };
  const { storage, cache } = await start(t, { codec: { ...testCodec, object } });
  const revision = await storage.commit([pod('ns/a')]);
  const cached = cache.get(`${PODS}ns/a`)!;
  assert.equal(
    cached.bytes.toString(),
    `{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"${revision}","name":"a","labels":{}}}`,
  );
  assert.equal(parsed, 0);
  assert.equal(cached.object.metadata.resourceVersion, `${revision}`);
  assert.equal(cached.object, cached.object);
  assert.equal(parsed, 1);
});

test('a deleted object carries the revision of its deletion', async (t) => {
  const { storage, cache } = await start(t);
  const created = await storage.commit([pod('ns/a')]);
  const { events } = watch(cache, created);
  const deleted = await storage.commit([remove(`${PODS}ns/a`)]);
  const [event] = events;
  assert.equal(event?.type, 'DELETED');
  assert.equal(event.current.object.metadata.resourceVersion, `${deleted}`);
  assert.equal(event.previous?.object.metadata.resourceVersion, `${created}`);
  assert.equal(event.current.createRevision, created);
});

test('pages over one snapshot while writes go on', async (t) => {
  const { storage, cache } = await start(t);
  const keys = Array.from({ length: 1000 }, (_, i) => `ns-${i % 2}/p${`${i}`.padStart(4, '0')}`);
  for (const key of keys) await storage.commit([pod(key)]);
  const { revision } = cache;
  const names: string[] = [];
  for (let after: string | undefined; names.length < 500; ) {
    const page = cache.snapshotAt(revision).page(`${PODS}ns-0/`, { after, limit: 120 });
    names.push(...page.objects.map(({ key }) => key));
    assert.equal(page.remaining, 500 - names.length);
    after = names.at(-1);
    await storage.commit([pod(`ns-0/p${names.length}-new`), remove(after!), pod(keys[996]!, { changed: 'yes' })]);
  }
  const expected = keys.filter((key) => key.startsWith('ns-0/')).map((key) => `${PODS}${key}`);
  assert.deepEqual(names, expected.sort());
  assert.deepEqual(cache.snapshotAt(revision).get(`${PODS}${keys[996]}`)?.object.metadata.labels, {});
  assert.equal(cache.snapshot().count(`${PODS}ns-0/`), 500);
});

test('every snapshot back to the oldest event kept is what the storage says it was', async (t) => {
  const { storage, cache } = await start(t);
  const first = cache.revision;
  for (let i = 0; i < 60; i++) {
    const key = `ns/${(i * 7) % 13}`;
    await storage.commit([i % 5 === 4 ? remove(PODS + key) : pod(key, { i: `${i}` }), pod(`other/${i % 3}`)]);
  }
  const shuffled = Array.from({ length: 61 }, (_, i) => first + ((i * 23) % 61));
  for (const revision of shuffled) {
    const { entries } = await storage.list(PODS, { revision });
    const page = cache.snapshotAt(revision).page(PODS);
    assert.deepEqual(
      page.objects.map((object) => [object.key, object.revision, object.createRevision]),
      entries.map((entry) => [entry.key, entry.modRevision, entry.createRevision]),
    );
  }
});

test('a snapshot older than the events is expired, one that is not there yet is a timeout', async (t) => {
  const { storage, cache } = await start(t, { limits: { maxEvents: 3, maxAgeMilliseconds: 1e9 } });
  for (let i = 0; i < 5; i++) await storage.commit([pod('ns/a')]);
  const { revision } = cache;
  assert.equal(cache.snapshotAt(revision - 3).revision, revision - 3);
  assert.throws(() => cache.snapshotAt(revision - 4), {
    code: 410,
    reason: 'Expired',
    message: 'The resourceVersion for the provided list is too old.',
  });
  assert.throws(() => cache.snapshotAt(revision + 1), { code: 504, reason: 'Timeout' });
});

test('a snapshot that somebody pages through stays when its events have gone', async (t) => {
  const { storage, cache } = await start(t, { limits: { maxEvents: 3, maxAgeMilliseconds: 1e9 } });
  const revision = await storage.commit([pod('ns/a', { v: '1' })]);
  await storage.commit([pod('ns/a', { v: '2' })]);
  assert.equal(cache.snapshotAt(revision).get(`${PODS}ns/a`)?.object.metadata.labels?.v, '1');
  for (let i = 0; i < 5; i++) await storage.commit([pod('ns/a')]);
  assert.equal(cache.snapshotAt(revision).get(`${PODS}ns/a`)?.object.metadata.labels?.v, '1');
});

test('events are dropped by age too', async (t) => {
  const { storage, cache, clock } = await start(t, { limits: { maxEvents: 100, maxAgeMilliseconds: 1000 } });
  const old = await storage.commit([pod('ns/a')]);
  clock.advance(1001);
  const fresh = await storage.commit([pod('ns/a')]);
  assert.throws(() => watch(cache, old - 1), {
    code: 410,
    message: `too old resource version: ${old - 1} (${old})`,
  });
  assert.deepEqual(watch(cache, old).lines(), [`MODIFIED a @${fresh}`]);
});

test('events are dropped by size too, and end the watch that waits for them', async (t) => {
  const { storage, cache } = await start(t, { limits: { maxBytes: 3000 } });
  const old = await storage.commit([pod('ns/a')]);
  const slow = watch(cache, old, { demand: 1 });
  const live = watch(cache, old);
  for (let i = 0; i < 10; i++) await storage.commit([pod('ns/a', { big: 'x'.repeat(1000) })]);
  assert.equal(live.events.length, 10);
  assert.deepEqual([slow.events.length, slow.ends.length], [1, 1]);
  assert.match(slow.ends[0]!, /^410 Expired: too old resource version/);
  assert.throws(() => cache.snapshotAt(old), { code: 410 });
  assert.equal(cache.snapshotAt(cache.revision - 2).revision, cache.revision - 2);
});

test('a watch sees what its place in the tree is told', async (t) => {
  const { storage, cache } = await start(t);
  const after = cache.revision;
  const cases: [keyPrefix: string | undefined, names: string[]][] = [
    [undefined, ['a', 'ab', 'a', 'c']],
    [`${PODS}one/`, ['a', 'ab']],
    [`${PODS}one/a`, ['a']],
    [`${PODS}on`, []],
    [`${PODS}oneandahalf/`, ['a']],
  ];
  const live = cases.map(([keyPrefix]) => watch(cache, after, { keyPrefix }));
  await storage.commit([pod('one/a'), pod('one/ab'), pod('oneandahalf/a'), pod('two/c')]);
  for (const [i, [keyPrefix, names]] of cases.entries()) {
    for (const { events } of [live[i]!, watch(cache, after, { keyPrefix })]) {
      assert.deepEqual(
        events.map(({ current }) => current.object.metadata.name),
        names,
        keyPrefix,
      );
    }
  }
});

test('a watcher that pauses misses and repeats nothing, and tells how far it is', async (t) => {
  const { storage, cache } = await start(t);
  const first = await storage.commit([pod('ns/a')]);
  const slow = watch(cache, first - 1, { demand: 1 });
  const second = await storage.commit([pod('ns/b'), pod('ns/c')]);
  const third = await storage.commit([pod('ns/d')]);
  assert.deepEqual(slow.lines(), [`ADDED a @${first}`]);
  assert.equal(slow.handle.position, second - 1);
  slow.handle.resume();
  assert.equal(slow.events.length, 2);
  assert.equal(slow.handle.position, second - 1, 'half of a revision is not told as reached');
  for (let i = 0; i < 3; i++) slow.handle.resume();
  assert.deepEqual(slow.lines().slice(1), [`ADDED b @${second}`, `ADDED c @${second}`, `ADDED d @${third}`]);
  assert.equal(slow.handle.position, third);
});

test('a live watcher of a quiet place follows the progress of all others', async (t) => {
  const { storage, cache } = await start(t);
  const quiet = watch(cache, cache.revision, { keyPrefix: `${PODS}quiet/` });
  const elsewhere = await storage.commit([put('/registry/services/x', '{}')]);
  assert.equal(quiet.handle.position, elsewhere);
});

test('a watch that starts ahead of the cache sees nothing of what lies before', async (t) => {
  const { storage, cache } = await start(t);
  const ahead = watch(cache, cache.revision + 2);
  for (let i = 0; i < 3; i++) await storage.commit([pod(`ns/${i}`)]);
  assert.deepEqual(ahead.lines(), [`ADDED 2 @${cache.revision}`]);
});

test('a watcher that falls out of the events is ended; others go on', async (t) => {
  const { storage, cache } = await start(t, { limits: { maxEvents: 3, maxAgeMilliseconds: 1e9 } });
  const after = cache.revision;
  const stuck = watch(cache, after, { demand: 1 });
  const fast = watch(cache, after);
  for (let i = 0; i < 6; i++) await storage.commit([pod(`ns/${i}`)]);
  assert.equal(stuck.events.length, 1);
  assert.equal(stuck.ends.length, 1);
  assert.match(stuck.ends[0]!, /^410 Expired: too old resource version/);
  assert.equal(fast.events.length, 6);
  assert.equal(cache.watcherCount, 1);
});

test('stopping, and starting others, from within an event', async (t) => {
  const { storage, cache } = await start(t);
  const after = cache.revision;
  const second = watch(cache, after);
  const nested: CacheEvent[] = [];
  const first = cache.watch({
    after,
    onEvent: (event) => {
      first.stop();
      second.handle.stop();
      const start = event.revision - 1;
      cache.watch({ after: start, onEvent: (seen) => void nested.push(seen), onEnd: () => {} }).resume();
    },
    onEnd: () => {},
  });
  first.resume();
  const revision = await storage.commit([pod('ns/a')]);
  assert.deepEqual(nested.map(line), [`ADDED a @${revision}`]);
  assert.equal(cache.watcherCount, 1);
});

test('frames are encoded once for all watchers', async (t) => {
  const { storage, cache } = await start(t);
  let made = 0;
  const frames: Buffer[] = [];
  const onEvent = (event: CacheEvent) => {
    const make = () => {
      made++;
      return Buffer.from(`${event.type}\n`);
    };
    frames.push(event.frame('json', make));
  };
  for (let i = 0; i < 3; i++) cache.watch({ after: cache.revision, onEvent, onEnd: () => {} }).resume();
  await storage.commit([pod('ns/a')]);
  assert.equal(made, 1);
  assert.equal(new Set(frames).size, 1);
  assert.equal(frames.length, 3);
});

test('waits for a revision, or until the time is up', async (t) => {
  const { storage, cache, clock } = await start(t);
  const next = cache.revision + 1;
  const waiting = cache.waitFor(next, 3000);
  const tooLong = cache.waitFor(next + 100, 3000);
  await storage.commit([put('/elsewhere', '')]);
  assert.equal(await waiting, true);
  clock.advance(3000);
  assert.equal(await tooLong, false);
});

test('looks objects up by what they hold, as they change', async (t) => {
  const byApp = (object: { metadata: { labels?: Record<string, string> } }) =>
    object.metadata.labels?.app ? [object.metadata.labels.app] : [];
  const { storage, cache } = await start(t, { indexes: { app: byApp } });
  const lookup = (value: string) => cache.lookup('app', value).map(({ object }) => object.metadata.name);
  await storage.commit([pod('ns/a', { app: 'web' }), pod('ns/b', { app: 'db' }), pod('ns/c')]);
  assert.deepEqual(lookup('web'), ['a']);
  await storage.commit([pod('ns/c', { app: 'web' }), pod('ns/a', { app: 'db' })]);
  assert.deepEqual([lookup('web'), lookup('db').sort()], [['c'], ['a', 'b']]);
  await storage.commit([remove(`${PODS}ns/c`), put(`${PODS}ns/d`, 'not JSON')]);
  assert.deepEqual(lookup('web'), []);
});

test('events of before the start are replayed: a watch goes on across a restart', async (t) => {
  const { storage, cache: before } = await start(t);
  const first = await storage.commit([pod('ns/a')]);
  const second = await storage.commit([pod('ns/b'), remove(`${PODS}ns/a`)]);
  before.close();
  const { cache } = await start(t, { storage });
  assert.deepEqual(watch(cache, first).lines(), [`ADDED b @${second}`, `DELETED a @${second}`]);
  assert.equal(cache.snapshotAt(first).count(PODS), 1);
});

test('a cache that loads anew never goes back behind what it has shown', async () => {
  const storage = createMemoryStorage();
  for (let i = 0; i < 3; i++) await storage.commit([pod(`ns/${i}`)]);
  assert.equal(
    (await loadSnapshot(storage, PODS, testCodec)).revision,
    1,
    'a first start goes back and is told the rest',
  );
  assert.equal((await loadSnapshot(storage, PODS, testCodec, 3)).revision, 3);
  await storage.close();
});

test('when the storage watch breaks, watchers end and the cache loads anew, as often as it takes', async (t) => {
  let breakWatch: (error: Error) => void = () => {};
  let failures = 0;
  const inner = createMemoryStorage();
  const storage: Storage = {
    currentRevision: () => inner.currentRevision(),
    compactedRevision: () => inner.compactedRevision(),
    get: (key) => inner.get(key),
    commit: (operations) => inner.commit(operations),
    compact: (revision) => inner.compact(revision),
    close: () => inner.close(),
    list: async (...query) => {
      if (failures-- > 0) throw new Error('connection lost');
      return inner.list(...query);
    },
    watch: (prefix, options) => {
      const stop = inner.watch(prefix, options);
      breakWatch = (error) => {
        stop();
        options.onError(error);
      };
      return stop;
    },
  };
  const { cache, clock } = await start(t, { storage });
  await storage.commit([pod('ns/a')]);
  const { ends } = watch(cache, cache.revision);
  failures = 2;
  breakWatch(new Error('connection lost'));
  const missed = await storage.commit([pod('ns/b'), remove(`${PODS}ns/a`)]);
  const reloaded = cache.waitFor(missed, 60_000);
  for (let i = 0; i < 5; i++) {
    await new Promise(setImmediate);
    clock.advance(1000);
  }
  assert.equal(await reloaded, true);
  assert.deepEqual(
    cache
      .snapshot()
      .page(PODS)
      .objects.map(({ key }) => key),
    [`${PODS}ns/b`],
  );
  assert.deepEqual(ends, ['410 Expired: the history of events was interrupted']);
});
