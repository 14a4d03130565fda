import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdmissionPolicyMetrics } from './admission-policy-metrics.ts';
import { MatchConditionMetrics } from './match-condition-metrics.ts';

test('checks are counted by what they led to, mutations by what went wrong', () => {
  const metrics = new AdmissionPolicyMetrics(new MatchConditionMetrics());
  const failed = { policy: 'p', binding: 'b', errorType: 'no_error', seconds: 0.002 } as const;
  metrics.checked(failed, 'deny');
  metrics.checked(failed, 'deny');
  metrics.checked(failed, 'warn');
  metrics.mutated({ ...failed, errorType: 'invalid_error' });
  const counters = Array.from(metrics.families()).filter(({ type }) => type === 'counter');
  const labels = { policy: 'p', policy_binding: 'b', error_type: 'no_error' };
  assert.deepEqual(
    counters.map(({ name, samples }) => [name, [...samples].map((one) => [one.labels, one.value])]),
    [
      [
        'apiserver_validating_admission_policy_check_total',
        [
          [{ ...labels, enforcement_action: 'deny' }, 2],
          [{ ...labels, enforcement_action: 'warn' }, 1],
        ],
      ],
      ['apiserver_mutating_admission_policy_check_total', [[{ ...labels, error_type: 'invalid_error' }, 1]]],
    ],
  );
});
