import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MatchConditionMetrics } from './match-condition-metrics.ts';

const LABELS = { name: 'p', kind: 'policy', type: 'validate', operation: 'CREATE' } as const;

const CASES = [
  { result: 'matched', exclusions: 0, errors: 0 },
  { result: 'excluded', exclusions: 1, errors: 0 },
  { result: 'failed', exclusions: 0, errors: 1 },
] as const;

for (const { result, exclusions, errors } of CASES) {
  test(`match conditions that ${result} are timed and counted`, () => {
    const metrics = new MatchConditionMetrics();
    metrics.observe({ ...LABELS, seconds: 0.002, result });
    const families = Array.from(metrics.families(), ({ type, name, samples }) => ({
      type,
      name,
      samples: [...samples],
    }));
    const counted = families.filter(({ type }) => type === 'counter');
    const counters = counted.map(({ name, samples }) => [name, samples.map((one) => [one.labels, one.value])]);
    assert.deepEqual(counters, [
      ['apiserver_admission_match_condition_exclusions_total', exclusions === 0 ? [] : [[LABELS, 1]]],
      ['apiserver_admission_match_condition_evaluation_errors_total', errors === 0 ? [] : [[LABELS, 1]]],
    ]);
    const timed = families.find(({ type }) => type === 'histogram');
    assert.equal(timed?.name, 'apiserver_admission_match_condition_evaluation_seconds');
    assert.ok(timed?.samples.length);
  });
}
