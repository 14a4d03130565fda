import assert from 'node:assert/strict';
import { test } from 'node:test';
import { texts, withSpec } from '../workloads/testing.ts';
import type { HorizontalPodAutoscaler } from './autoscaler.ts';
import { horizontalPodAutoscalers } from './horizontalpodautoscalers.ts';

const { strategy, status } = horizontalPodAutoscalers;

function autoscaler(fields: object = {}): HorizontalPodAutoscaler {
  const base: HorizontalPodAutoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'd' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 },
  };
  const object = withSpec(base, fields);
  strategy.defaults!(object);
  return object;
}

test('without metrics, CPU usage is to be 80 %', () => {
  const { scaleTargetRef: _, ...spec } = autoscaler().spec!;
  assert.deepEqual(spec, {
    maxReplicas: 3,
    minReplicas: 1,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
  });
});

test('a behavior is filled in both directions', () => {
  const { behavior } = autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }).spec!;
  assert.deepEqual(behavior, {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [
        { type: 'Pods', value: 4, periodSeconds: 15 },
        { type: 'Percent', value: 100, periodSeconds: 15 },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: 60,
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    },
  });
});

const target = (scaleTargetRef: object) => ({ scaleTargetRef });
const metric = (fields: object) => ({ metrics: [fields] });
const resource = (goal: object) => metric({ type: 'Resource', resource: { name: 'cpu', target: goal } });
const EXTERNAL = { type: 'External', external: { metric: { name: 'q' }, target: { type: 'Value', value: '1' } } };
const M = 'spec.metrics[0]';
const UP = 'spec.behavior.scaleUp';

const CASES: readonly [string, object, string[]][] = [
  ['a valid one', {}, []],
  ['an external metric', metric(EXTERNAL), []],
  [
    'an object metric',
    metric({
      type: 'Object',
      object: {
        describedObject: { apiVersion: 'v1', kind: 'Service', name: 's' },
        metric: { name: 'rps' },
        target: { type: 'AverageValue', averageValue: '10' },
      },
    }),
    [],
  ],
  [
    'a container metric',
    metric({
      type: 'ContainerResource',
      containerResource: { name: 'cpu', container: 'c', target: { type: 'Utilization', averageUtilization: 50 } },
    }),
    [],
  ],
  ['a replication controller', target({ apiVersion: 'v1', kind: 'ReplicationController', name: 'r' }), []],
  [
    'no bounds',
    { maxReplicas: undefined },
    [
      'spec.maxReplicas: Required value: must be set and greater than 0',
      'spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`',
    ],
  ],
  [
    'a maximum below the minimum',
    { minReplicas: 4 },
    ['spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`'],
  ],
  [
    'a minimum of none',
    { minReplicas: 0, ...metric(EXTERNAL) },
    ['spec.minReplicas: Invalid value: 0: must be greater than or equal to 1'],
  ],
  [
    'an empty target',
    target({}),
    [
      'spec.scaleTargetRef.kind: Required value',
      'spec.scaleTargetRef.name: Required value',
      'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group',
    ],
  ],
  [
    'a target that is a path',
    target({ apiVersion: 'a/b/c', kind: '..', name: 'a/b' }),
    [
      `spec.scaleTargetRef.kind: Invalid value: "..": may not be '..'`,
      `spec.scaleTargetRef.name: Invalid value: "a/b": may not contain '/'`,
      'spec.scaleTargetRef.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    ],
  ],
  [
    'a metric without a type',
    metric({}),
    [
      `${M}.type: Required value: must specify a metric source type`,
      `${M}.type: Unsupported value: "": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"`,
    ],
  ],
  [
    'a metric without its source',
    metric({ type: 'Pods' }),
    [`${M}.pods: Required value: must populate information for the given metric source`],
  ],
  [
    'a metric with another source too',
    metric({ ...EXTERNAL, pods: {} }),
    [`${M}.pods: Forbidden: must populate the given metric source only`],
  ],
  [
    'a goal of nothing',
    resource({}),
    [
      `${M}.resource.target.type: Required value: must specify a metric target type`,
      `${M}.resource.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue`,
      `${M}.resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization`,
    ],
  ],
  [
    'two goals, neither of them positive',
    resource({ type: 'Utilization', averageUtilization: 0, averageValue: '-1m' }),
    [
      `${M}.resource.target.averageValue: Invalid value: "-1m": must be positive`,
      `${M}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0`,
      `${M}.resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization`,
    ],
  ],
  [
    'pods metrics without a name or a goal',
    metric({ type: 'Pods', pods: { target: { type: 'Value', value: '1' } } }),
    [
      `${M}.pods.metric.name: Required value: must specify a metric name`,
      `${M}.pods.target.averageValue: Required value: must specify a positive target averageValue`,
    ],
  ],
  [
    'a container that is none',
    metric({ type: 'ContainerResource', containerResource: { target: { type: 'AverageValue', averageValue: '1' } } }),
    [
      `${M}.containerResource.name: Required value: must specify a resource name`,
      `${M}.containerResource.container: Required value: must specify a container`,
    ],
  ],
  [
    'a behavior out of bounds',
    {
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 3601,
          selectPolicy: 'Random',
          policies: [{ type: 'Nodes', value: 0, periodSeconds: 1801 }],
          tolerance: '-1',
        },
      },
    },
    [
      `${UP}.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600`,
      `${UP}.selectPolicy: Unsupported value: "Random": supported values: "Disabled", "Max", "Min"`,
      `${UP}.policies[0].type: Unsupported value: "Nodes": supported values: "Percent", "Pods"`,
      `${UP}.policies[0].value: Invalid value: 0: must be greater than zero`,
      `${UP}.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800`,
      `${UP}.tolerance: Invalid value: "-1": must be greater than or equal to 0`,
    ],
  ],
  [
    'no policy',
    { behavior: { scaleUp: { policies: [] } } },
    [`${UP}.policies: Required value: must specify at least one Policy`],
  ],
];
for (const [name, fields, expected] of CASES) {
  test(`validation: ${name}`, () => assert.deepEqual(texts(strategy.validate!(autoscaler(fields))), expected));
}

test('what was let in before stays', () => {
  const old = autoscaler({ minReplicas: 0, ...target({ kind: 'Deployment', name: 'web' }) });
  assert.deepEqual(texts(strategy.validateUpdate!(withSpec(old, metric(EXTERNAL)), old)), []);
  assert.deepEqual(texts(strategy.validateUpdate!(old, old)), [
    'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
  ]);
});

test('status counts are not negative', () => {
  const object = { ...autoscaler(), status: { currentReplicas: -1, desiredReplicas: -1 } };
  assert.equal(status!.validateUpdate!(object, object).length, 2);
});
