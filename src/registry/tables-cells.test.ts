/** What stands in the cells, kind by kind: what is neither of the core group nor a workload. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KubeObject } from '../api/object.ts';
import { tables } from './tables.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const METADATA = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };
const AGE = '60m';
const SELECTOR = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['y', 'x'] }] };

const CASES: readonly (readonly [key: string, what: string, object: object, cells: unknown[]])[] = [
  [
    'certificates.k8s.io/certificatesigningrequests',
    'issued',
    {
      spec: { signerName: 's/a', username: 'ann', expirationSeconds: 3600 },
      status: { certificate: 'YQ==', conditions: [{ type: 'Approved' }] },
    },
    ['x', AGE, 's/a', 'ann', '60m', 'Approved,Issued'],
  ],
  [
    'certificates.k8s.io/certificatesigningrequests',
    'denied, whatever else',
    { status: { conditions: [{ type: 'Approved' }, { type: 'Denied' }, { type: 'Failed' }] } },
    ['x', AGE, '<none>', '', '<none>', 'Denied,Failed'],
  ],
  [
    'networking.k8s.io/ingresses',
    'many hosts',
    {
      spec: { ingressClassName: 'c', tls: [{}], rules: ['a', 'b', 'c', 'd', 'e'].map((host) => ({ host })) },
      status: { loadBalancer: { ingress: [{ ip: '1.1.1.1' }] } },
    },
    ['x', 'c', 'a,b,c + 2 more...', '1.1.1.1', '80, 443', AGE],
  ],
  ['networking.k8s.io/ingresses', 'any host', { spec: { rules: [{}] } }, ['x', '<none>', '*', '', '80', AGE]],
  [
    'networking.k8s.io/ingressclasses',
    'with parameters',
    { spec: { controller: 'e.com/c', parameters: { apiGroup: 'e.com', kind: 'K', name: 'n' } } },
    ['x', 'e.com/c', 'K.e.com/n', AGE],
  ],
  [
    'networking.k8s.io/networkpolicies',
    'of some pods',
    { spec: { podSelector: SELECTOR } },
    ['x', 'a in (x,y),app=web', AGE],
  ],
  [
    'networking.k8s.io/ipaddresses',
    'of a service',
    { spec: { parentRef: { resource: 'services', namespace: 'n', name: 's' } } },
    ['x', 'services/n/s', AGE],
  ],
  [
    'networking.k8s.io/servicecidrs',
    'two',
    { spec: { cidrs: ['10.0.0.0/8', 'fd00::/108'] } },
    ['x', '10.0.0.0/8,fd00::/108', AGE],
  ],
  [
    'rbac.authorization.k8s.io/rolebindings',
    'of three',
    {
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [
        { kind: 'User', name: 'u' },
        { kind: 'User', name: 'v' },
        { kind: 'Group', name: 'g' },
        { kind: 'ServiceAccount', namespace: 'n', name: 's' },
      ],
    },
    ['x', 'Role/r', AGE, 'u, v', 'g', 'n/s'],
  ],
  ['rbac.authorization.k8s.io/roles', 'any', {}, ['x', METADATA.creationTimestamp]],
  [
    'storage.k8s.io/storageclasses',
    'the default',
    {
      metadata: { ...METADATA, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'p',
    },
    ['x (default)', 'p', 'Delete', 'Immediate', false, AGE],
  ],
  [
    'storage.k8s.io/csidrivers',
    'with tokens',
    {
      spec: {
        tokenRequests: [{ audience: 'a' }, { audience: 'b' }],
        volumeLifecycleModes: ['Persistent', 'Ephemeral'],
      },
    },
    ['x', true, false, false, 'a,b', false, 'Persistent,Ephemeral', AGE],
  ],
  [
    'storage.k8s.io/volumeattachments',
    'attached',
    { spec: { attacher: 'd', nodeName: 'n', source: { persistentVolumeName: 'v' } }, status: { attached: true } },
    ['x', 'd', 'v', 'n', true, AGE],
  ],
  ['admissionregistration.k8s.io/validatingwebhookconfigurations', 'two', { webhooks: [{}, {}] }, ['x', 2, AGE]],
  [
    'admissionregistration.k8s.io/validatingadmissionpolicies',
    'with parameters',
    { spec: { validations: [{}], paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } } },
    ['x', 1, 'v1/ConfigMap', AGE],
  ],
  [
    'admissionregistration.k8s.io/validatingadmissionpolicybindings',
    'by name',
    { spec: { policyName: 'p', paramRef: { name: 'n' } } },
    ['x', 'p', '*/n', AGE],
  ],
  [
    'admissionregistration.k8s.io/mutatingadmissionpolicybindings',
    'by selector',
    { spec: { policyName: 'p', paramRef: { selector: { matchLabels: { b: '2', a: '1' } } } } },
    [
      'x',
      'p',
      '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{},}',
      AGE,
    ],
  ],
  [
    'apiregistration.k8s.io/apiservices',
    'unavailable',
    {
      spec: { service: { namespace: 'n', name: 's' } },
      status: { conditions: [{ type: 'Available', status: 'False', reason: 'Gone' }] },
    },
    ['x', 'n/s', 'False (Gone)', AGE],
  ],
  [
    'apiregistration.k8s.io/apiservices',
    'local',
    { spec: {}, status: { conditions: [{ type: 'Available', status: 'True', reason: 'Local' }] } },
    ['x', 'Local', 'True', AGE],
  ],
  [
    'scheduling.k8s.io/priorityclasses',
    'low',
    { value: -10, preemptionPolicy: 'Never' },
    ['x', -10, false, AGE, 'Never'],
  ],
  ['coordination.k8s.io/leases', 'held', { spec: { holderIdentity: 'me' } }, ['x', 'me', AGE]],
  [
    'discovery.k8s.io/endpointslices',
    'many',
    {
      addressType: 'IPv4',
      ports: [{ port: 80 }, { name: 'web' }, {}],
      endpoints: [{ addresses: ['1', '2'] }, { addresses: ['3', '4'] }],
    },
    ['x', 'IPv4', '80,web,*', '1,2,3 + 1 more...', AGE],
  ],
  ['discovery.k8s.io/endpointslices', 'empty', { addressType: 'IPv4' }, ['x', 'IPv4', '<unset>', '<unset>', AGE]],
  [
    'flowcontrol.apiserver.k8s.io/flowschemas',
    'dangling',
    {
      spec: {
        matchingPrecedence: 5,
        priorityLevelConfiguration: { name: 'p' },
        distinguisherMethod: { type: 'ByUser' },
      },
      status: { conditions: [{ type: 'Dangling', status: 'True' }] },
    },
    ['x', 'p', 5, 'ByUser', AGE, 'True'],
  ],
  [
    'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
    'queuing',
    {
      spec: {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: 5,
          limitResponse: { queuing: { queues: 64, handSize: 8, queueLengthLimit: 50 } },
        },
      },
    },
    ['x', 'Limited', 5, 64, 8, 50, AGE],
  ],
  [
    'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
    'exempt',
    { spec: { type: 'Exempt' } },
    ['x', 'Exempt', '<none>', '<none>', '<none>', '<none>', AGE],
  ],
  [
    'resource.k8s.io/resourceclaims',
    'in use',
    { status: { allocation: {}, reservedFor: [{}] } },
    ['x', 'allocated,reserved', AGE],
  ],
  [
    'resource.k8s.io/resourceclaims',
    'going',
    { metadata: { ...METADATA, deletionTimestamp: 'now' }, status: { allocation: {} } },
    ['x', 'deleted,allocated', AGE],
  ],
];

for (const [key, what, object, cells] of CASES) {
  it(`${key}: ${what}`, () => {
    const whole = { apiVersion: 'v1', kind: 'Any', metadata: METADATA, ...object } as KubeObject;
    assert.deepEqual(tables.get(key)!.cells(whole, { now: NOW }), cells);
  });
}
