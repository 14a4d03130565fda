/** What stands in the cells of workloads and what scales and guards them. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KubeObject } from '../api/object.ts';
import { tables } from './tables.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const METADATA = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };
const AGE = '60m';
const TEMPLATE = {
  spec: {
    containers: [
      { name: 'a', image: 'r/a:1' },
      { name: 'b', image: 'r/b:2' },
    ],
  },
};
const SELECTOR = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['y', 'x'] }] };

const resourceMetric = (target: object) => ({ type: 'Resource', resource: { name: 'cpu', target } });

const CASES: readonly (readonly [key: string, what: string, object: object, cells: unknown[]])[] = [
  [
    'apps/deployments',
    'rolling',
    {
      spec: { replicas: 3, selector: SELECTOR, template: TEMPLATE },
      status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
    },
    ['x', '1/3', 2, 1, AGE, 'a,b', 'r/a:1,r/b:2', 'a in (x,y),app=web'],
  ],
  [
    'apps/replicasets',
    'ready',
    { spec: { replicas: 2, template: TEMPLATE }, status: { replicas: 2, readyReplicas: 1 } },
    ['x', 2, 2, 1, AGE, 'a,b', 'r/a:1,r/b:2', '<none>'],
  ],
  [
    'apps/daemonsets',
    'everywhere',
    {
      spec: { selector: SELECTOR, template: { spec: { ...TEMPLATE.spec, nodeSelector: { disk: 'ssd' } } } },
      status: { desiredNumberScheduled: 4, currentNumberScheduled: 3, numberReady: 2, updatedNumberScheduled: 1 },
    },
    ['x', 4, 3, 2, 1, 0, 'disk=ssd', AGE, 'a,b', 'r/a:1,r/b:2', 'a in (x,y),app=web'],
  ],
  [
    'apps/statefulsets',
    'ready',
    { spec: { replicas: 2, template: TEMPLATE }, status: { readyReplicas: 2 } },
    ['x', '2/2', AGE, 'a,b', 'r/a:1,r/b:2'],
  ],
  [
    'apps/controllerrevisions',
    'owned',
    {
      revision: 3,
      metadata: {
        ...METADATA,
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'd', controller: true }],
      },
    },
    ['x', 'daemonset.apps/d', 3, AGE],
  ],
  [
    'batch/jobs',
    'running',
    { spec: { completions: 3, template: TEMPLATE }, status: { succeeded: 1, startTime: '2026-01-01T00:58:00Z' } },
    ['x', 'Running', '1/3', '2m', AGE, 'a,b', 'r/a:1,r/b:2', '<none>'],
  ],
  [
    'batch/jobs',
    'complete',
    {
      spec: { parallelism: 2 },
      status: {
        succeeded: 2,
        startTime: '2026-01-01T00:00:00Z',
        completionTime: '2026-01-01T00:00:09Z',
        conditions: [{ type: 'Complete', status: 'True' }],
      },
    },
    ['x', 'Complete', '2/1 of 2', '9s', AGE, '', '', '<none>'],
  ],
  [
    'batch/jobs',
    'suspended and deleted',
    {
      metadata: { ...METADATA, deletionTimestamp: 'now' },
      status: { conditions: [{ type: 'Suspended', status: 'True' }] },
    },
    ['x', 'Terminating', '0/1', '', AGE, '', '', '<none>'],
  ],
  [
    'batch/jobs',
    'suspended',
    { status: { conditions: [{ type: 'Suspended', status: 'True' }] } },
    ['x', 'Suspended', '0/1', '', AGE, '', '', '<none>'],
  ],
  [
    'batch/cronjobs',
    'active',
    {
      spec: { schedule: '* * * * *', suspend: false, timeZone: 'Etc/UTC' },
      status: { active: [{}], lastScheduleTime: '2026-01-01T00:59:00Z' },
    },
    ['x', '* * * * *', 'Etc/UTC', 'False', 1, '60s', AGE, '', '', '<none>'],
  ],
  [
    'autoscaling/horizontalpodautoscalers',
    'three metrics',
    {
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'd' },
        maxReplicas: 5,
        minReplicas: 2,
        metrics: [
          resourceMetric({ averageUtilization: 80 }),
          resourceMetric({ averageValue: '500m' }),
          { type: 'Pods', pods: {} },
        ],
      },
      status: { currentReplicas: 3, currentMetrics: [{ resource: { current: { averageUtilization: 50 } } }] },
    },
    ['x', 'Deployment/d', 'cpu: 50%/80%, cpu: <unknown>/500m + 1 more...', '2', 5, 3, AGE],
  ],
  [
    'autoscaling/horizontalpodautoscalers',
    'metrics from elsewhere',
    {
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'd' },
        maxReplicas: 5,
        metrics: [
          { type: 'External', external: { target: { value: '10' } } },
          { type: 'Object', object: { target: { averageValue: '1' } } },
        ],
      },
      status: { currentMetrics: [{ external: { current: { value: '7' } } }] },
    },
    ['x', 'Deployment/d', '7/10, <unknown>/1 (avg)', '<unset>', 5, 0, AGE],
  ],
  [
    'policy/poddisruptionbudgets',
    'by percent',
    { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
    ['x', '50%', 'N/A', 1, AGE],
  ],
];

for (const [key, what, object, cells] of CASES) {
  it(`${key}: ${what}`, () => {
    const whole = { apiVersion: 'v1', kind: 'Any', metadata: METADATA, ...object } as KubeObject;
    assert.deepEqual(tables.get(key)!.cells(whole, { now: NOW }), cells);
  });
}
