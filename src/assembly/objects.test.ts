import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ObjectChange } from '../controllers/objects.ts';
import type { Registry, Served } from '../registry/registry.ts';
import { objectCodec } from '../registry/store/codec.ts';
import { createMemoryStorage } from '../storage/memory/memory.ts';
import type { Storage, WatchOptions } from '../storage/storage.ts';
import { ManualClock } from '../util/clock.ts';
import { WatchCache } from '../watch/cache.ts';
import { CacheObjects } from './objects.ts';
import { openTestApi } from './testing.ts';

const never = (key: string, error: unknown) => assert.fail(`${key}: ${error}`);

function configMap(name: string, data = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

describe('objects over the caches of an API', () => {
  test('lists each stored kind once, with every version it is known by', async (t) => {
    const { api, close } = await openTestApi();
    t.after(close);
    const objects = new CacheObjects(api.registry, never);
    const resources = objects.resources();
    const prefixes = resources.map(({ prefix }) => prefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
    assert.deepEqual(
      objects.resource('autoscaling', 'horizontalpodautoscalers').kinds.map((kind) => kind.apiVersion),
      ['autoscaling/v2', 'autoscaling/v1'],
    );
    assert.deepEqual(
      resources.flatMap(({ kinds }) => kinds.filter(({ kind }) => kind === 'Event').map((kind) => kind.apiVersion)),
      ['v1', 'events.k8s.io/v1'],
    );
    assert.equal(objects.resources(), resources, 'the same answer while nothing has changed');
    assert.throws(() => objects.resource('', 'gadgets'), /no resource gadgets/);
  });

  test('finds and lists what has been acknowledged, and tells of changes in order', async (t) => {
    const { api, call, close } = await openTestApi({ namespaces: ['a', 'ab'] });
    t.after(close);
    const objects = new CacheObjects(api.registry, never);
    const configMaps = objects.resource('', 'configmaps');
    await call('POST', '/api/v1/namespaces/a/configmaps', configMap('one'));
    const changes: string[] = [];
    const stop = objects.watch(configMaps, ({ type, current }) =>
      changes.push(`${type} ${current.object.metadata.name}`),
    );
    await call('POST', '/api/v1/namespaces/ab/configmaps', configMap('two'));
    await call('PUT', '/api/v1/namespaces/a/configmaps/one', configMap('one', { key: 'value' }));
    await call('DELETE', '/api/v1/namespaces/ab/configmaps/two');
    assert.deepEqual(changes, ['ADDED two', 'MODIFIED one', 'DELETED two']);
    assert.deepEqual(
      objects.list(configMaps).map(({ key }) => key),
      ['/registry/configmaps/a/one'],
    );
    assert.equal(objects.list(configMaps, 'ab').length, 0);
    assert.deepEqual(objects.find(configMaps, 'a', 'one')?.object.data, { key: 'value' });
    assert.equal(objects.find(configMaps, 'a', 'two'), undefined);
    stop();
    await call('DELETE', '/api/v1/namespaces/a/configmaps/one');
    assert.equal(changes.length, 3);
  });

  test('a listener that fails on one object hears of the next', async (t) => {
    const { api, call, close } = await openTestApi();
    t.after(close);
    const failed: string[] = [];
    const heard: string[] = [];
    const objects = new CacheObjects(api.registry, (key) => failed.push(key));
    objects.watch(objects.resource('', 'configmaps'), ({ current }) => {
      if (current.key.endsWith('/bad')) throw new Error('damaged');
      heard.push(current.key);
    });
    await call('POST', '/api/v1/namespaces/default/configmaps', configMap('bad'));
    await call('POST', '/api/v1/namespaces/default/configmaps', configMap('good'));
    assert.deepEqual(failed, ['/registry/configmaps/default/bad']);
    assert.deepEqual(heard, ['/registry/configmaps/default/good']);
  });
});

/** A storage whose watches break when they are told to. */
function breakable(storage: Storage): { storage: Storage; interrupt(): void } {
  const watches: { options: WatchOptions; stop(): void }[] = [];
  const watch = (prefix: string, options: WatchOptions) => {
    const stop = storage.watch(prefix, options);
    watches.push({ options, stop });
    return stop;
  };
  return {
    storage: new Proxy(storage, {
      get: (target, name) => {
        if (name === 'watch') return watch;
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
    interrupt: () => {
      for (const { stop } of watches) stop();
      for (const { options } of watches.splice(0)) options.onError(new Error('connection lost'));
    },
  };
}

test('an interruption of the cache is told as its net effect, and changes go on behind it', async (t) => {
  const clock = new ManualClock();
  const memory = createMemoryStorage({ clock });
  const { storage, interrupt } = breakable(memory);
  const prefix = '/registry/things/';
  const cache = new WatchCache({ storage, prefix, codec: objectCodec, clock });
  await cache.start();
  t.after(async () => {
    cache.close();
    await memory.close();
  });
  const resource = { group: '', name: 'things', prefix, namespaced: false, verbs: [] };
  const served = { resource, version: { version: 'v1', kind: 'Thing' }, store: { cache } } as unknown as Served;
  const objects = new CacheObjects({ all: () => [served] } as unknown as Registry, never);
  const put = (name: string, value: number) =>
    memory.commit([{ type: 'put', key: prefix + name, value: Buffer.from(`{"metadata":{"n":${value}}}`) }]);
  const changes: string[] = [];
  const tell = ({ type, current }: ObjectChange) => changes.push(`${type} ${current.key.slice(prefix.length)}`);
  for (const name of ['changed', 'kept', 'replaced', 'removed']) await put(name, 1);
  objects.watch(objects.resource('', 'things'), tell);

  interrupt();
  await put('changed', 2);
  await memory.commit([{ type: 'delete', key: `${prefix}replaced` }]);
  await put('replaced', 2);
  await memory.commit([{ type: 'delete', key: `${prefix}removed` }]);
  await put('new', 1);
  await new Promise(setImmediate);
  assert.deepEqual(changes.sort(), [
    'ADDED new',
    'ADDED replaced',
    'DELETED removed',
    'DELETED replaced',
    'MODIFIED changed',
  ]);
  changes.length = 0;
  await put('kept', 2);
  assert.deepEqual(changes, ['MODIFIED kept']);
});
