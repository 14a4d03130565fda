import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forbidden } from '../api/status.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';
import { AdmissionChain } from './chain.ts';
import { AdmissionStatistics, type Series } from './statistics.ts';

const CREATE = { operation: 'CREATE' } as AdmissionAttributes;

type Parts = Omit<AdmissionPlugin, 'handles'>;

/** @param plugins may spend milliseconds */
function measured(plugins: (spend: (milliseconds: number) => void) => readonly Parts[]) {
  let now = 0;
  const statistics = new AdmissionStatistics(() => now);
  const spend = (milliseconds: number) => {
    now += milliseconds;
  };
  const all = plugins(spend).map((plugin) => ({ ...plugin, handles: () => true }));
  return { statistics, chain: new AdmissionChain(all, statistics) };
}

function shown(series: Series) {
  return series.durations.map(({ phase, operation, isRefused, seconds, count, buckets }) => {
    return { of: `${phase} ${operation}${isRefused ? ' refused' : ''}`, seconds, count, buckets: [...buckets] };
  });
}

test('what each plugin took is counted, and all of them together', async () => {
  const { statistics, chain } = measured((spend) => [
    { name: 'quick', admit: () => spend(5) },
    { name: 'slow', admit: () => new Promise(setImmediate).then(() => spend(3000)) },
  ]);
  await chain.mutate(CREATE);
  await chain.mutate(CREATE);
  const of = 'admit CREATE';
  assert.deepEqual(shown(statistics.plugins.get('quick')!), [
    { of, seconds: 0.01, count: 2, buckets: [2, 0, 0, 0, 0, 0, 0] },
  ]);
  assert.deepEqual(shown(statistics.plugins.get('slow')!), [
    { of, seconds: 6, count: 2, buckets: [0, 0, 0, 0, 0, 0, 2] },
  ]);
  assert.deepEqual(shown(statistics.steps), [{ of, seconds: 6.01, count: 2, buckets: [0, 0, 0, 0, 0, 0, 2] }]);
});

test('a refusal is counted for whom it comes from; those behind are not asked', async () => {
  const refuse = () => {
    throw forbidden({ group: '', resource: 'pods' }, 'p', 'no');
  };
  const { statistics, chain } = measured((spend) => [
    { name: 'passes', validate: () => spend(10) },
    {
      name: 'refuses',
      validate() {
        spend(30);
        refuse();
      },
    },
    { name: 'behind', validate() {} },
  ]);
  await assert.rejects(async () => chain.validate(CREATE), { refusedBy: 'refuses' });
  const ofEach = ['passes', 'refuses', 'behind'].map((name) => shown(statistics.plugins.get(name)!));
  assert.deepEqual(
    ofEach.map((each) => each.map(({ of, seconds, count }) => [of, seconds, count])),
    [[['validate CREATE', 0.01, 1]], [['validate CREATE refused', 0.03, 1]], []],
  );
  assert.deepEqual(
    shown(statistics.steps).map(({ of, seconds }) => [of, seconds]),
    [['validate CREATE refused', 0.04]],
  );
});

test('changes are counted where somebody looks for them', async () => {
  const { statistics, chain } = measured(() => [
    { name: 'changes', admit() {} },
    { name: 'changes nothing', admit() {} },
    { name: 'shows', showsChanges: true, admit: ({ witness }) => witness?.sees('shows', 'a policy') },
    { name: 'shows nothing', showsChanges: true, admit() {} },
  ]);
  const seen: string[] = [];
  const witness = {
    sees: (plugin: string) => void seen.push(plugin),
    sawChange: () => ['changes', 'shows'].includes(seen.pop()!),
  };
  await chain.mutate(CREATE);
  await chain.mutate({ ...CREATE, witness });
  const counts = [...statistics.plugins.values()].map(({ compared, changed }) => [compared, changed]);
  assert.deepEqual(counts, [
    [1, 1],
    [1, 0],
    [1, 1],
    [1, 0],
  ]);
});
