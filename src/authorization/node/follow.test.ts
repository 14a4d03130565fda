import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import type { StoredChange, StoredResource } from '../../util/in-step.ts';
import { FOLLOWED, type FollowedResource, follow } from './follow.ts';
import { NodeGraph } from './graph.ts';

class Stored implements StoredResource<KubeObject> {
  readonly objects: KubeObject[];
  listener: (change: StoredChange<KubeObject>) => void = () => {};

  constructor(...objects: KubeObject[]) {
    this.objects = objects;
  }

  list() {
    return this.objects.map(stored);
  }

  watch(listener: (change: StoredChange<KubeObject>) => void) {
    this.listener = listener;
    return () => {
      this.listener = () => {};
    };
  }

  tell(type: StoredChange<KubeObject>['type'], object: KubeObject): void {
    this.listener({ type, current: stored(object) });
  }
}

function stored(object: KubeObject) {
  const key = `${object.metadata.namespace}/${object.metadata.name}`;
  return { key, bytes: Buffer.from(JSON.stringify(object)), object };
}

function of(resources: Partial<Record<FollowedResource, Stored>>): Record<FollowedResource, Stored> {
  const names = Object.keys(FOLLOWED) as FollowedResource[];
  return Object.fromEntries(names.map((name) => [name, resources[name] ?? new Stored()])) as any;
}

function pod(name: string, nodeName: string | undefined, secretName = 's'): KubeObject {
  const spec = { ...(nodeName && { nodeName }), volumes: [{ name: 'v', secret: { secretName } }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'ns', name }, spec };
}

const volume: KubeObject = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'pv' },
  spec: { claimRef: { namespace: 'ns', name: 'd' } },
};
const onNode = (name: string): KubeObject => ({
  apiVersion: '',
  kind: '',
  metadata: { name },
  spec: { nodeName: 'a' },
});
const fail = (key: string, error: unknown) => assert.fail(`${key}: ${error}`);

test('holds what is stored, and follows what changes', async () => {
  const graph = new NodeGraph();
  const pods = new Stored(pod('p', 'a'), pod('waiting', undefined, 't'));
  const objects = of({
    pods,
    persistentvolumes: new Stored(volume),
    volumeattachments: new Stored(onNode('va')),
    resourceslices: new Stored(onNode('slice')),
  });
  const following = follow(graph, objects, fail);
  await following.synced;
  assert.equal(graph.concerns('a', 'secret', 'ns', 's'), true);
  assert.equal(graph.concerns('a', 'secret', 'ns', 't'), false);
  assert.equal(graph.concerns('a', 'volumeattachment', '', 'va'), true);
  assert.equal(graph.concerns('a', 'resourceslice', '', 'slice'), true);

  pods.tell('MODIFIED', pod('waiting', 'a', 't'));
  assert.equal(graph.concerns('a', 'secret', 'ns', 't'), true);
  const claims = { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'd' } }] };
  pods.tell('ADDED', { ...pod('claims', 'b'), spec: { nodeName: 'b', ...claims } });
  assert.equal(graph.concerns('b', 'persistentvolume', '', 'pv'), true);
  objects.persistentvolumes.tell('DELETED', volume);
  assert.equal(graph.concerns('b', 'persistentvolume', '', 'pv'), false);
  objects.volumeattachments.tell('DELETED', onNode('va'));
  assert.equal(graph.concerns('a', 'volumeattachment', '', 'va'), false);
  pods.tell('DELETED', pod('p', 'a'));
  assert.equal(graph.concerns('a', 'secret', 'ns', 's'), false);

  following.stop();
  pods.tell('ADDED', pod('p', 'a'));
  assert.equal(graph.concerns('a', 'secret', 'ns', 's'), false);
});

test('what changes while the list is read is newer than the list', async () => {
  const graph = new NodeGraph();
  const many = Array.from({ length: 20_000 }, (_, i) => pod(`p${i}`, 'a', `s${i}`));
  const pods = new Stored(...many);
  const following = follow(graph, of({ pods }), fail);
  pods.tell('DELETED', many.at(-1)!);
  pods.tell('MODIFIED', pod('p19998', 'b', 'moved'));
  await following.synced;
  assert.equal(graph.concerns('a', 'secret', 'ns', 's19997'), true);
  assert.equal(graph.concerns('a', 'pod', 'ns', 'p19999'), false);
  assert.equal(graph.concerns('a', 'pod', 'ns', 'p19998'), false);
  assert.equal(graph.concerns('b', 'secret', 'ns', 'moved'), true);
});

test('what cannot be read is told, and keeps nothing else from being seen', async () => {
  const graph = new NodeGraph();
  const pods = new Stored(pod('p', 'a'));
  const list = pods.list();
  pods.list = () => [{ ...list[0]!, key: 'damaged', bytes: Buffer.from('{"nodeName":') }, ...list];
  const damaged: string[] = [];
  await follow(graph, of({ pods }), (key) => damaged.push(key)).synced;
  assert.deepEqual(damaged, ['damaged']);
  assert.equal(graph.concerns('a', 'secret', 'ns', 's'), true);
});
