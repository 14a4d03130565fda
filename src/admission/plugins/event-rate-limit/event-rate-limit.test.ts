import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ManualClock } from '../../../util/clock.ts';
import { admit, type TestWrite } from '../../testing.ts';
import type { EventLimitOptions, LimitType } from './event-limit.ts';
import { EventRateLimit } from './event-rate-limit.ts';

const limit = (type: LimitType, more: Partial<EventLimitOptions> = {}): EventLimitOptions => ({
  type,
  qps: 1,
  burst: 1,
  cacheSize: 0,
  ...more,
});
const event = (change: Partial<TestWrite> = {}): TestWrite => ({ resource: 'events', object: {}, ...change });
const by = (name: string) => event({ user: { name, groups: [] } });
const about = (name: string, component = 'kubelet') =>
  event({ object: { source: { component, host: 'n' }, involvedObject: { kind: 'Pod', name, apiVersion: 'v1' } } });
const regarding = (name: string) =>
  event({
    resource: 'events.events.k8s.io',
    object: {
      deprecatedSource: { component: 'kubelet', host: 'n' },
      regarding: { kind: 'Pod', name, apiVersion: 'v1' },
    },
  });

/** What becomes of one write after the other. */
async function outcomes(limits: EventLimitOptions[], writes: readonly TestWrite[], clock = new ManualClock()) {
  const plugin = new EventRateLimit(limits, clock);
  const results = [];
  for (const write of writes) results.push((await admit(plugin, write)).refused);
  return results;
}
const refusal = (what: string) => `Too many requests: ${what}`;
const reached = (type: LimitType, key: string) => `limit reached on type ${type} for key ${key}`;

const CASES: [what: string, limits: EventLimitOptions[], writes: TestWrite[], want: (string | undefined)[]][] = [
  [
    'a burst',
    [limit('Server', { burst: 2 })],
    [by('a'), by('b'), by('c')],
    [undefined, undefined, refusal(reached('Server', ''))],
  ],
  [
    'each namespace by itself',
    [limit('Namespace')],
    [event({ namespace: 'a' }), event({ namespace: 'b' }), event({ namespace: 'a' })],
    [undefined, undefined, refusal(reached('Namespace', 'a'))],
  ],
  ['each user', [limit('User')], [by('a'), by('b'), by('a')], [undefined, undefined, refusal(reached('User', 'a'))]],
  [
    'each source and object',
    [limit('SourceAndObject')],
    [about('p'), about('q'), about('p', 'scheduler'), about('p')],
    [undefined, undefined, undefined, refusal(reached('SourceAndObject', 'kubeletnPodpv1'))],
  ],
  [
    'all that are reached are told',
    [limit('Server'), limit('User')],
    [by('a'), by('a')],
    [undefined, refusal(`[${reached('Server', '')}, ${reached('User', 'a')}]`)],
  ],
  [
    'changes of events',
    [limit('Server')],
    [event(), event({ operation: 'UPDATE' })],
    [undefined, refusal(reached('Server', ''))],
  ],
  ['deletions are not counted', [limit('Server')], [event(), event({ operation: 'DELETE' })], [undefined, undefined]],
  [
    'dry runs are not counted',
    [limit('Server')],
    [event({ dryRun: true }), event(), event({ dryRun: true })],
    [undefined, undefined, undefined],
  ],
  [
    'other kinds are not counted',
    [limit('Server')],
    [{ resource: 'pods', object: {} }, event()],
    [undefined, undefined],
  ],
  [
    'the same event through the other group',
    [limit('SourceAndObject')],
    [about('p'), regarding('p')],
    [undefined, refusal(reached('SourceAndObject', 'kubeletnPodpv1'))],
  ],
  [
    'who was quiet for longest is forgotten',
    [limit('User', { cacheSize: 2 })],
    [by('a'), by('b'), by('a'), by('c'), by('a'), by('b')],
    [undefined, undefined, refusal(reached('User', 'a')), undefined, refusal(reached('User', 'a')), undefined],
  ],
];
describe('events', () => {
  for (const [what, limits, writes, want] of CASES) {
    test(what, async () => assert.deepEqual(await outcomes(limits, writes), want));
  }
});

test('what was too much is answered with 429, and possible again a little later', async () => {
  const clock = new ManualClock();
  const plugin = new EventRateLimit([limit('Server', { qps: 4 })], clock);
  const code = async () => (await admit(plugin, event())).code;
  assert.deepEqual([await code(), await code()], [undefined, 429]);
  clock.advance(250);
  assert.deepEqual([await code(), await code()], [undefined, 429]);
});
