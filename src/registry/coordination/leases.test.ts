import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drive } from '../testing.ts';
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

const CONTEXT = { now: '2026-01-01T00:00:00Z', user: { name: 'u', groups: [] } };

describe('coordinated leader election, which is off', () => {
  const base = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' } };
  const { created } = drive(leases, base);
  const coordinated = { holderIdentity: 'a', strategy: 'OldestEmulationVersion', preferredHolder: 'b' };
  const updated = (spec: object, old: object) => {
    const lease = { ...base, spec: { ...spec } };
    leases.strategy.prepareForUpdate!(lease, { ...base, spec: old }, CONTEXT);
    return lease.spec;
  };

  test('a new lease loses its fields', () =>
    assert.deepEqual(created({ spec: coordinated }).spec, { holderIdentity: 'a' }));

  const UPDATES: readonly [what: string, old: object, kept: object][] = [
    ['none', {}, { holderIdentity: 'a' }],
    ['a strategy', { strategy: 'x/y' }, { holderIdentity: 'a', strategy: 'OldestEmulationVersion' }],
    ['both', { strategy: 'x/y', preferredHolder: 'c' }, coordinated],
  ];
  for (const [what, old, kept] of UPDATES) {
    test(`an update of a lease that has ${what}`, () => assert.deepEqual(updated(coordinated, old), kept));
  }
});
