import assert from 'node:assert/strict';
import { it } from 'node:test';
import { drive } from '../testing.ts';
import { serviceAccounts } from './serviceaccounts.ts';

const { created, createWarnings, updated } = drive(serviceAccounts, {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'default', namespace: 'd' },
});

it('keeps only the names of its secrets', () => {
  const change = { secrets: [{ name: 'a', namespace: 'other', kind: 'Secret' }] };
  assert.deepEqual(created(change).secrets, [{ name: 'a' }]);
  assert.deepEqual(updated(change).secrets, [{ name: 'a' }]);
  assert.equal('secrets' in created(), false);
});

it('warns when mountable secrets are newly enforced', () => {
  const annotated = { metadata: { annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } } };
  assert.deepEqual(createWarnings(annotated), [
    'metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets',
  ]);
  assert.deepEqual(createWarnings(), []);
  const object = created(annotated);
  assert.deepEqual(serviceAccounts.strategy.warnings!(object, object), []);
});
