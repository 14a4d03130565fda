/** What stands in the cells of the core kinds; pods have their own test. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KubeObject } from '../../../api/object.ts';
import { tables } from '../../tables.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const METADATA = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };
const AGE = '60m';

const CASES: readonly (readonly [key: string, what: string, object: object, cells: unknown[]])[] = [
  [
    '/services',
    'a cluster IP',
    {
      spec: {
        type: 'ClusterIP',
        clusterIPs: ['10.0.0.1'],
        ports: [{ port: 80, protocol: 'TCP' }],
        selector: { b: '2', a: '1' },
      },
    },
    ['x', 'ClusterIP', '10.0.0.1', '<none>', '80/TCP', AGE, 'a=1,b=2'],
  ],
  [
    '/services',
    'node ports',
    {
      spec: {
        type: 'NodePort',
        clusterIPs: ['10.0.0.1'],
        ports: [
          { port: 80, nodePort: 30080, protocol: 'TCP' },
          { port: 53, protocol: 'UDP' },
        ],
      },
    },
    ['x', 'NodePort', '10.0.0.1', '<none>', '80:30080/TCP,53/UDP', AGE, '<none>'],
  ],
  [
    '/services',
    'a load balancer to come',
    { spec: { type: 'LoadBalancer' } },
    ['x', 'LoadBalancer', '<none>', '<pending>', '<none>', AGE, '<none>'],
  ],
  [
    '/services',
    'a load balancer',
    {
      spec: { type: 'LoadBalancer', externalIPs: ['9.9.9.9'] },
      status: { loadBalancer: { ingress: [{ hostname: 'lb.example.com' }, { ip: '1.2.3.4' }] } },
    },
    ['x', 'LoadBalancer', '<none>', '1.2.3.4,lb.example.com,9.9.9.9', '<none>', AGE, '<none>'],
  ],
  [
    '/services',
    'a name',
    { spec: { type: 'ExternalName', externalName: 'example.com' } },
    ['x', 'ExternalName', '<none>', 'example.com', '<none>', AGE, '<none>'],
  ],
  [
    '/nodes',
    'ready, with roles',
    {
      metadata: {
        ...METADATA,
        labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'edge', 'node-role.kubernetes.io/': '' },
      },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        nodeInfo: { kubeletVersion: 'v1.36.0', osImage: 'Debian' },
        addresses: [{ type: 'InternalIP', address: '10.1.0.1' }],
      },
    },
    [
      'x',
      'Ready,SchedulingDisabled',
      'edge,worker',
      AGE,
      'v1.36.0',
      '10.1.0.1',
      '<none>',
      'Debian',
      '<unknown>',
      '<unknown>',
    ],
  ],
  [
    '/nodes',
    'not ready',
    { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
    ['x', 'NotReady', '<none>', AGE, '', '<none>', '<none>', '<unknown>', '<unknown>', '<unknown>'],
  ],
  [
    '/persistentvolumeclaims',
    'bound',
    {
      spec: { volumeName: 'v', storageClassName: 'fast', volumeMode: 'Block' },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteMany', 'ReadWriteOnce'] },
    },
    ['x', 'Bound', 'v', '1Gi', 'RWO,RWX', 'fast', '<unset>', AGE, 'Block'],
  ],
  [
    '/persistentvolumeclaims',
    'pending',
    { spec: { resources: { requests: { storage: '1Gi' } } }, status: { phase: 'Pending' } },
    ['x', 'Pending', '', '', '', '', '<unset>', AGE, '<unset>'],
  ],
  [
    '/persistentvolumes',
    'released',
    {
      metadata: { ...METADATA, deletionTimestamp: 'now' },
      spec: {
        accessModes: ['ReadWriteOncePod'],
        capacity: { storage: '1Gi' },
        claimRef: { namespace: 'n', name: 'c' },
        persistentVolumeReclaimPolicy: 'Retain',
        volumeAttributesClassName: 'gold',
      },
      status: { phase: 'Released', reason: 'Because' },
    },
    ['x', '1Gi', 'RWOP', 'Retain', 'Terminating', 'n/c', '', 'gold', 'Because', AGE, '<unset>'],
  ],
  ['/configmaps', 'two kinds of data', { data: { a: '1' }, binaryData: { b: 'YQ==' } }, ['x', 2, AGE]],
  ['/secrets', 'typed', { type: 'Opaque', data: { a: 'YQ==' } }, ['x', 'Opaque', 1, AGE]],
  ['/namespaces', 'active', { status: { phase: 'Active' } }, ['x', 'Active', AGE]],
  [
    '/endpoints',
    'four',
    { subsets: [{ addresses: [{ ip: '1.1.1.1' }, { ip: '::1' }], ports: [{ port: 80 }, { port: 443 }] }] },
    ['x', '1.1.1.1:80,[::1]:80,1.1.1.1:443 + 1 more...', AGE],
  ],
  ['/endpoints', 'none', {}, ['x', '<none>', AGE]],
  [
    '/resourcequotas',
    'of both',
    { status: { hard: { pods: '10', cpu: '2', 'limits.cpu': '4' }, used: { cpu: '1' } } },
    ['x', AGE, 'cpu: 1/2, pods: 0/10', 'limits.cpu: 0/4'],
  ],
  [
    '/componentstatuses',
    'unhealthy',
    { conditions: [{ type: 'Healthy', status: 'False', message: 'm', error: 'e' }] },
    ['x', 'Unhealthy', 'm', 'e'],
  ],
  [
    '/events',
    'of old',
    {
      type: 'Warning',
      reason: 'Failed',
      involvedObject: { kind: 'Pod', name: 'p', fieldPath: 'spec' },
      source: { component: 'kubelet', host: 'n1' },
      message: ' hello \n',
      firstTimestamp: '2026-01-01T00:30:00Z',
      lastTimestamp: '2026-01-01T00:59:00Z',
      count: 3,
    },
    ['60s', 'Warning', 'Failed', 'pod/p', 'spec', 'kubelet, n1', 'hello', '30m', 3, 'x'],
  ],
  [
    'events.k8s.io/events',
    'a series',
    {
      involvedObject: { kind: 'Node' },
      reportingComponent: 'c',
      eventTime: '2026-01-01T00:30:00.000000Z',
      series: { count: 7, lastObservedTime: '2026-01-01T00:59:30.000000Z' },
    },
    ['30s', '', '', 'node', '', 'c', '', '30m', 7, 'x'],
  ],
];

for (const [key, what, object, cells] of CASES) {
  it(`${key}: ${what}`, () => {
    const whole = { apiVersion: 'v1', kind: 'Any', metadata: METADATA, ...object } as KubeObject;
    assert.deepEqual(tables.get(key)!.cells(whole, { now: NOW }), cells);
  });
}
