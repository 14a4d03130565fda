import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit } from '../../testing.ts';
import { TaintNodesByCondition } from './taint-nodes-by-condition.ts';

const plugin = new TaintNodesByCondition();
const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

test('a new node is tainted, once', async () => {
  const other = { key: 'a', effect: 'NoExecute' };
  const { object } = await admit(plugin, { resource: 'nodes', object: { spec: { taints: [other] } } });
  assert.deepEqual(object.spec.taints, [other, NOT_READY]);
  const again = await admit(plugin, { resource: 'nodes', object });
  assert.deepEqual(again.object, object);
});

test('a node without a spec too', async () => {
  const { object } = await admit(plugin, { resource: 'nodes', object: {} });
  assert.deepEqual(object.spec.taints, [NOT_READY]);
});

test('updates and other kinds are left alone', async () => {
  for (const write of [{ resource: 'nodes', operation: 'UPDATE' }, { resource: 'pods' }] as const) {
    const { object } = await admit(plugin, { ...write, object: { spec: {} } });
    assert.deepEqual(object.spec, {});
  }
});
