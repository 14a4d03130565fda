import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../api/object.ts';
import type { AdmissionAttributes, Operation } from '../../admission.ts';
import { NamespaceLifecycle } from './namespace-lifecycle.ts';

const namespaces = new Map<string, KubeObject>([
  ['open', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'open' }, status: { phase: 'Active' } }],
  [
    'closing',
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'closing', deletionTimestamp: '2026-01-01T00:00:00Z' },
      status: { phase: 'Terminating' },
    },
  ],
]);
const plugin = new NamespaceLifecycle({ find: (name) => namespaces.get(name) });

function attributes(operation: Operation, resource: string, namespace: string, name: string): AdmissionAttributes {
  return {
    operation,
    kind: { group: '', version: 'v1', kind: 'Any' },
    resource: { group: '', version: 'v1', resource },
    subresource: '',
    namespace,
    name,
    object: undefined,
    oldObject: undefined,
    options: {},
    dryRun: false,
    user: { name: 'jane', groups: [] },
    warn: () => {},
  };
}

for (const [operation, resource, namespace, name, message] of [
  ['CREATE', 'pods', 'open', 'p', undefined],
  ['CREATE', 'pods', 'none', 'p', 'namespaces "none" not found'],
  [
    'CREATE',
    'pods',
    'closing',
    'p',
    'pods "p" is forbidden: unable to create new content in namespace closing because it is being terminated',
  ],
  ['UPDATE', 'pods', 'closing', 'p', undefined],
  ['DELETE', 'pods', 'closing', 'p', undefined],
  [
    'CREATE',
    'pods',
    'closing',
    '',
    'pods "Unknown" is forbidden: unable to create new content in namespace closing because it is being terminated',
  ],
  ['CREATE', 'nodes', '', 'n', undefined],
  ['DELETE', 'namespaces', 'open', 'open', undefined],
  [
    'DELETE',
    'namespaces',
    'default',
    'default',
    'namespaces "default" is forbidden: this namespace may not be deleted',
  ],
  [
    'DELETE',
    'namespaces',
    'kube-system',
    'kube-system',
    'namespaces "kube-system" is forbidden: this namespace may not be deleted',
  ],
] as const) {
  test(`${operation} of ${resource} ${name} in "${namespace}": ${message ?? 'let in'}`, () => {
    const run = () => plugin.validate(attributes(operation, resource, namespace, name));
    if (message === undefined) run();
    else assert.throws(run, { message });
  });
}
