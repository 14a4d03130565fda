import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attributes } from '../authorizer.ts';
import { NodeGraph } from './graph.ts';
import { nodeAuthorizer } from './node-authorizer.ts';
import { useKey } from './use-key.ts';

const NODE = { name: 'system:node:a', groups: ['system:nodes', 'system:authenticated'] };
const NO_RELATION = "no relationship found between node 'a' and this object";

const graph = new NodeGraph();
graph.place(useKey('pod', 'ns', 'p'), 'a', [
  useKey('secret', 'ns', 's'),
  useKey('configmap', 'ns', 'c'),
  useKey('persistentvolumeclaim', 'ns', 'd'),
  useKey('resourceclaim', 'ns', 'r'),
  useKey('serviceaccount', 'ns', 'sa'),
]);
graph.bind(useKey('persistentvolume', '', 'pv'), useKey('persistentvolumeclaim', 'ns', 'd'), [
  useKey('secret', 'storage', 'mount'),
]);
graph.place(useKey('volumeattachment', '', 'va'), 'a');
graph.place(useKey('resourceslice', '', 'slice'), 'a');
graph.place(useKey('pod', 'ns', 'q'), 'b', [useKey('secret', 'ns', 'other')]);

const authorizer = nodeAuthorizer({
  graph,
  synced: Promise.resolve(),
  rules: [{ apiGroups: [''], resources: ['services'], verbs: ['list'] }],
});
await authorizer.synced;

/** `verb resource[/subresource] [group] [namespace] [name]`, `-` for what is empty. */
function attributes(text: string, fields: Record<string, string> = {}): Attributes {
  const [verb = '', what = '', group = '-', namespace = '-', name = '-'] = text.split(' ');
  const [resource = '', subresource = ''] = what.split('/');
  const or = (value: string) => (value === '-' ? '' : value);
  const fieldSelector = Object.entries(fields).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  return {
    user: NODE,
    verb,
    isResourceRequest: true,
    namespace: or(namespace),
    group: or(group),
    version: 'v1',
    resource,
    subresource,
    name: or(name),
    path: '',
    ...(fieldSelector.length > 0 && { fieldSelector }),
  };
}

const ALLOWED = [
  'get secrets - ns s',
  'list secrets - ns s',
  'watch secrets - ns s',
  'get secrets - storage mount',
  'get configmaps - ns c',
  'get persistentvolumeclaims - ns d',
  'update persistentvolumeclaims/status - ns d',
  'patch persistentvolumeclaims/status - ns d',
  'get persistentvolumes - - pv',
  'get resourceclaims resource.k8s.io ns r',
  'get volumeattachments storage.k8s.io - va',
  'create serviceaccounts/token - ns sa',
  'get serviceaccounts - ns sa',
  'create leases coordination.k8s.io kube-node-lease',
  'update leases coordination.k8s.io kube-node-lease a',
  'create csinodes storage.k8s.io',
  'get csinodes storage.k8s.io - a',
  'create resourceslices resource.k8s.io',
  'update resourceslices resource.k8s.io - slice',
  'get nodes - - a',
  'watch nodes - - a',
  'create nodes',
  'patch nodes/status - - a',
  'get pods - ns p',
  'watch pods - ns p',
  'create pods - ns',
  'delete pods - ns p',
  'patch pods/status - ns p',
  'create pods/eviction - ns p',
  'list services',
];
for (const text of ALLOWED) {
  test(`a node may ${text}`, () => assert.equal((authorizer.authorize(attributes(text)) as any).outcome, 'allow'));
}

const REFUSED: readonly (readonly [text: string, reason: string])[] = [
  ['get secrets - ns other', NO_RELATION],
  ['get secrets - elsewhere s', NO_RELATION],
  ['list secrets - ns', 'No Object name found'],
  ['list secrets', 'can only read namespaced object of this type'],
  ['update secrets - ns s', 'can only read resources of this type'],
  ['get secrets/x - ns s', 'cannot read subresource'],
  ['list persistentvolumeclaims - ns', 'can only get individual resources of this type'],
  ['get persistentvolumeclaims/x - ns d', 'cannot get subresource'],
  ['get persistentvolumeclaims/status - ns d', 'can only get/update/patch this type'],
  ['patch persistentvolumeclaims/status - ns e', NO_RELATION],
  ['get persistentvolumes - - pv2', NO_RELATION],
  ['create serviceaccounts/token - ns other', NO_RELATION],
  ['create serviceaccounts/other - ns sa', 'can only create token subresource of serviceaccount'],
  ['list serviceaccounts - ns', 'can only create tokens for individual service accounts'],
  ['get serviceaccounts - ns other', NO_RELATION],
  ['list leases coordination.k8s.io kube-node-lease', 'can only get, create, update, patch, or delete a node lease'],
  ['get leases coordination.k8s.io default a', 'can only access leases in the "kube-node-lease" system namespace'],
  [
    'get leases coordination.k8s.io kube-node-lease b',
    'can only access node lease with the same name as the requesting node',
  ],
  ['list csinodes storage.k8s.io', 'can only get, create, update, patch, or delete a CSINode'],
  ['get csinodes/x storage.k8s.io - a', 'cannot authorize CSINode subresources'],
  ['get csinodes storage.k8s.io - b', 'can only access CSINode with the same name as the requesting node'],
  ['get resourceslices resource.k8s.io - other', NO_RELATION],
  ['get resourceslices/x resource.k8s.io - slice', 'cannot authorize ResourceSlice subresources'],
  [
    'list resourceslices resource.k8s.io',
    'can only list/watch/deletecollection resourceslices with nodeName field selector',
  ],
  [
    'escalate resourceslices resource.k8s.io',
    'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
  ],
  ['list nodes', "node 'a' cannot read all nodes, only its own Node object"],
  ['get nodes - - b', "node 'a' cannot read 'b', only its own Node object"],
  ['delete nodes - - a', ''],
  ['get nodes/proxy - - a', ''],
  ['get nodes/constructor - - a', ''],
  ['get pods - ns q', NO_RELATION],
  ['list pods', 'can only list/watch pods with spec.nodeName field selector'],
  ['list pods - ns q', NO_RELATION],
  ['constructor pods - ns p', ''],
  ['create pods/exec - ns p', ''],
  ['list deployments apps', ''],
];
for (const [text, reason] of REFUSED) {
  test(`a node may not ${text}`, () => {
    assert.deepEqual(authorizer.authorize(attributes(text)), { outcome: 'no-opinion', reason });
  });
}

const SELECTED: readonly (readonly [text: string, fields: Record<string, string>, outcome: string])[] = [
  ['list pods', { 'spec.nodeName': 'a' }, 'allow'],
  ['watch pods', { 'status.phase': 'Running', 'spec.nodeName': 'a' }, 'allow'],
  ['list pods', { 'spec.nodeName': 'b' }, 'no-opinion'],
  ['list pods', { 'spec.nodeName': '' }, 'no-opinion'],
  ['deletecollection pods', { 'spec.nodeName': 'a' }, 'no-opinion'],
  ['deletecollection resourceslices resource.k8s.io', { 'spec.nodeName': 'a' }, 'allow'],
  ['list resourceslices resource.k8s.io', { 'spec.nodeName': 'b' }, 'no-opinion'],
];
for (const [text, fields, outcome] of SELECTED) {
  test(`${text} where ${JSON.stringify(fields)}: ${outcome}`, () => {
    assert.equal((authorizer.authorize(attributes(text, fields)) as any).outcome, outcome);
  });
}

test('a selector that excludes the node is no leave to see the others', () => {
  const fieldSelector = [{ key: 'spec.nodeName', operator: 'NotIn', values: ['a'] }];
  assert.equal((authorizer.authorize({ ...attributes('list pods'), fieldSelector }) as any).outcome, 'no-opinion');
});

const STRANGERS: readonly (readonly [name: string, groups: string[], reason: string])[] = [
  ['jane', ['system:nodes'], ''],
  ['system:node:a', ['system:authenticated'], ''],
  ['system:node:', ['system:nodes'], 'unknown node for user "system:node:"'],
];
for (const [name, groups, reason] of STRANGERS) {
  test(`${name} of ${groups} is no node`, () => {
    const user = { name, groups };
    const decision = authorizer.authorize({ ...attributes('get secrets - ns s'), user });
    assert.deepEqual(decision, { outcome: 'no-opinion', reason });
  });
}

test('k/k#121635: nodes wait until everything that is stored has been seen, and nobody else does', async () => {
  const filling = new NodeGraph();
  const { promise, resolve } = Promise.withResolvers<void>();
  const starting = nodeAuthorizer({ graph: filling, synced: promise, rules: [] });
  const decision = starting.authorize(attributes('get secrets - ns s'));
  const stranger = starting.authorize({ ...attributes('get secrets - ns s'), user: { name: 'jane', groups: [] } });
  assert.deepEqual(stranger, { outcome: 'no-opinion', reason: '' });
  filling.place(useKey('pod', 'ns', 'p'), 'a', [useKey('secret', 'ns', 's')]);
  resolve();
  assert.deepEqual(await decision, { outcome: 'allow', reason: '' });
});
