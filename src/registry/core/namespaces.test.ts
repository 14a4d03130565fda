import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drive } from '../testing.ts';
import { namespaces } from './namespaces.ts';

const { created, createErrors, updated, statusErrors } = drive(namespaces, {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'team' },
});

describe('a new namespace', () => {
  it('is active, held by its finalizer and labelled with its name', () => {
    const object = created({ metadata: { labels: { a: 'b', 'kubernetes.io/metadata.name': 'lie' } } });
    assert.deepEqual(object.metadata.labels, { a: 'b', 'kubernetes.io/metadata.name': 'team' });
    assert.deepEqual(object.spec, { finalizers: ['kubernetes'] });
    assert.deepEqual(object.status, { phase: 'Active' });
  });

  it('keeps finalizers of its own and a phase of none', () => {
    const object = created({ spec: { finalizers: ['example.com/x'] }, status: { phase: 'Terminating' } });
    assert.deepEqual(object.spec.finalizers, ['example.com/x', 'kubernetes']);
    assert.equal(object.status.phase, 'Active');
  });
});

describe('finalizers', () => {
  const rows: [finalizer: string, want: string[]][] = [
    ['example.com/x', []],
    ['orphan', []],
    ['x', ['spec.finalizers: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified']],
  ];
  for (const [finalizer, want] of rows) {
    it(finalizer, () => assert.deepEqual(createErrors({ spec: { finalizers: [finalizer] } }), want));
  }

  it('change by their subresource alone', () => {
    assert.deepEqual(updated({ spec: { finalizers: [] } }).spec.finalizers, ['kubernetes']);
    const object = created({ spec: { finalizers: ['x/y/z'] } });
    const old = created();
    const { finalize } = namespaces.objectSubresources!;
    finalize!.prepareForUpdate(object, old, { now: '', user: { name: '', groups: [] } });
    assert.deepEqual(object.status, old.status);
    assert.equal(finalize!.validateUpdate!(object, old)[0]?.field, 'spec.finalizers[0]');
  });

  it('hold the deletion', () => {
    const { holdsDeletion, onDeletionMarked } = namespaces.strategy;
    const object = created();
    assert.equal(holdsDeletion!(object), true);
    assert.equal(holdsDeletion!({ ...object, spec: { finalizers: [] } }), false);
    onDeletionMarked!(object);
    assert.equal(object.status.phase, 'Terminating');
  });
});

describe('status', () => {
  const deleting = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };
  const rows: [name: string, change: object, want: string[]][] = [
    ['active', {}, []],
    ['terminating while deleted', { ...deleting, status: { phase: 'Terminating' } }, []],
    [
      'terminating',
      { status: { phase: 'Terminating' } },
      ['status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty'],
    ],
    [
      'active while deleted',
      deleting,
      ['status.Phase: Invalid value: "Active": may only be \'Terminating\' if `deletionTimestamp` is not empty'],
    ],
  ];
  for (const [name, change, want] of rows) it(name, () => assert.deepEqual(statusErrors(change), want));
});

it('names are labels', () => {
  const { validateName } = namespaces.strategy;
  assert.deepEqual(validateName!('team', false), []);
  assert.deepEqual(validateName!('team-', true), []);
  assert.match(validateName!('a.b', false)[0]!, /^a lowercase RFC 1123 label must consist/);
});
