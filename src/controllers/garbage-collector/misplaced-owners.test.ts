import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import { ManualClock } from '../../util/clock.ts';
import type { EventRecorder } from '../event-recorder.ts';
import type { Objects } from '../objects.ts';
import type { OwnerKinds } from '../owner-kinds.ts';
import { MisplacedOwners } from './misplaced-owners.ts';

const configMap = (name: string, uid = name): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'there', name, uid },
});

/** Owners of a kind of which there are `count`. */
function misplaced(count: number, clock: ManualClock) {
  const all = Array.from({ length: count }, (_, i) => configMap(`owner-${i}`)).map((object) => ({
    key: '',
    bytes: Buffer.from(JSON.stringify(object)),
    object,
  }));
  const told: string[] = [];
  let looks = 0;
  const objects = {
    list() {
      looks += 1;
      return all;
    },
  } as unknown as Objects;
  const kinds = { find: () => ({ namespaced: true }) } as unknown as OwnerKinds;
  const events = {
    tell: async ({ metadata }: KubeObject) => void told.push(metadata.name!),
  } as unknown as EventRecorder;
  const owners = new MisplacedOwners({ objects, kinds, events, clock });
  const tellOf = (name: string, owner: string) =>
    owners.tellOf({ ...configMap(name), metadata: { namespace: 'here', name, uid: name } }, [
      { apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: owner },
    ]);
  return { owners, tellOf, told, looks: () => looks };
}

it('each dependent is told of once', async () => {
  const { tellOf, told } = misplaced(3, new ManualClock());
  for (const name of ['a', 'a', 'b']) await tellOf(name, 'owner-2');
  assert.deepEqual(told, ['a', 'b']);
});

it('an owner that is gone is not looked for again', async () => {
  const { owners, tellOf, told, looks } = misplaced(3, new ManualClock());
  owners.forget('owner-1');
  for (const owner of ['owner-1', 'nobody', 'nobody']) await tellOf('a', owner);
  assert.deepEqual([told, looks()], [[], 1]);
});

it('many objects are not looked through one time after the other', async () => {
  const clock = new ManualClock();
  const { tellOf, told, looks } = misplaced(1000, clock);
  for (const name of ['a', 'b', 'c']) await tellOf(name, 'owner-999');
  assert.deepEqual([told, looks()], [['a'], 1]);
  clock.advance(10);
  await tellOf('d', 'owner-999');
  assert.deepEqual([told, looks()], [['a', 'd'], 2]);
});
