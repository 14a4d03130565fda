import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import type { ControllerPorts } from '../controller.ts';
import type { StoredObject } from '../objects.ts';
import { DisruptionController } from './disruption.ts';

/** More than a slice: what it takes to parse many pods. */
const MILLISECONDS = 10;

it('lets others go on while it looks through the pods of a namespace', async () => {
  let turns = 0;
  let stopped = false;
  const turn = () => {
    turns += 1;
    if (!stopped) setImmediate(turn);
  };
  const turnsSeen: number[] = [];
  const slowPod = (name: string): StoredObject => ({
    key: `/registry/pods/default/${name}`,
    bytes: Buffer.of(),
    get object() {
      turnsSeen.push(turns);
      const until = performance.now() + MILLISECONDS;
      while (performance.now() < until);
      return { apiVersion: 'v1', kind: 'Pod', metadata: { name } };
    },
  });
  const budget = { metadata: { name: 'b', namespace: 'default' }, spec: { minAvailable: 1, selector: {} } };
  const stored = { key: '/registry/poddisruptionbudgets/default/b', bytes: Buffer.of(), object: budget };
  const { promise: written, resolve } = Promise.withResolvers<void>();
  const controller = new DisruptionController({
    clock: new ManualClock(),
    log: { warn: assert.fail },
    client: { update: async () => resolve() },
    objects: {
      resource: (_: string, resource: string) => ({ resource, prefix: `/registry/${resource}/`, namespaced: true }),
      resources: () => [],
      watch: () => () => {},
      find: () => stored,
      list: ({ resource }: { resource: string }) => (resource === 'pods' ? ['a', 'b', 'c'].map(slowPod) : [stored]),
    },
  } as unknown as ControllerPorts);
  setImmediate(turn);
  controller.start();
  await written;
  stopped = true;
  await controller.stop();
  assert.equal(new Set(turnsSeen).size, 3, 'the event loop turns between any two of them');
});
