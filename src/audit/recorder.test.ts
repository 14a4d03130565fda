import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_TRAIL } from '../request/audit-trail.ts';
import type { RequestContext } from '../request/context.ts';
import { PolicyEvaluator } from './policy/evaluate.ts';
import { rule } from './policy/policy.ts';
import { Recorder } from './recorder.ts';

function setUp(verb: string) {
  const request = { path: '/x', rawQuery: '', headers: {}, remoteAddress: '192.0.2.1' } as RequestContext['request'];
  const info = { isResourceRequest: false, path: '/x', verb } as const;
  const user = { name: 'jane', groups: [] };
  const context: RequestContext = { request, id: 'a', receivedAt: 0, info, user, audit: NO_TRAIL, warnings: [] };
  const policy = { rules: [rule('Metadata')], omitStages: [], omitManagedFields: false };
  const events: any[] = [];
  const recording = {
    evaluation: new PolicyEvaluator(policy).evaluate(context),
    sink: { write: ({ json }: { json: string }) => void events.push(JSON.parse(json)) },
  };
  const clock = { now: 0 };
  return { recorder: new Recorder(context, [recording], true, () => clock.now), events, clock };
}

/** Work that takes so many milliseconds. */
async function after(clock: { now: number }, milliseconds: number): Promise<string> {
  await undefined;
  clock.now += milliseconds;
  return 'done';
}

async function answered(verb: string, milliseconds: number) {
  const { recorder, events, clock } = setUp(verb);
  assert.equal(recorder.timed('authorization', 'at once'), 'at once');
  assert.equal(await recorder.timed('validating-admission', after(clock, 100)), 'done');
  // A lost race is run again.
  for (const each of [milliseconds, 50]) await recorder.timed('etcd', after(clock, each));
  await assert.rejects(
    recorder.timed(
      'mutating-admission',
      after(clock, 1).then(() => Promise.reject(new Error('x'))),
    ),
  );
  recorder.record('ResponseComplete');
  return events[0].annotations;
}

test('what was slow says in which layers', async () => {
  assert.deepEqual(await answered('create', 400), {
    'apiserver.latency.k8s.io/total': '551ms',
    'apiserver.latency.allium.dev/validating-admission': '100ms',
    'apiserver.latency.k8s.io/etcd': '450ms',
    'apiserver.latency.allium.dev/mutating-admission': '1ms',
  });
});

test('what was quick, and what lasts by its nature, says nothing', async () => {
  assert.equal(await answered('create', 10), undefined);
  assert.equal(await answered('watch', 4000), undefined);
});
