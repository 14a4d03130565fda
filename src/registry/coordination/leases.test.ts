import assert from 'node:assert/strict';
import { test } from 'node:test';
import { texts } from '../workloads/testing.ts';
import { leases } from './leases.ts';

const CASES: readonly [object, string[]][] = [
  [{}, []],
  [{ holderIdentity: 'a', leaseDurationSeconds: 40, leaseTransitions: 0 }, []],
  [{ strategy: 'OldestEmulationVersion', preferredHolder: 'b' }, []],
  [{ strategy: 'example.com/Mine' }, []],
  [{ leaseDurationSeconds: 0 }, ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0']],
  [{ leaseTransitions: -1 }, ['spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0']],
  [{ preferredHolder: 'b' }, ['spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined']],
  [
    { strategy: 'Newest' },
    ['spec.strategy.strategy: Unsupported value: "Newest": supported values: "OldestEmulationVersion"'],
  ],
];
for (const [spec, expected] of CASES) {
  test(JSON.stringify(spec), () => {
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: {}, spec };
    assert.deepEqual(texts(leases.strategy.validate!(lease)), expected);
    assert.deepEqual(texts(leases.strategy.validateUpdate!(lease, lease)), expected);
  });
}
