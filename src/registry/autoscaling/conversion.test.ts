import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import type { HorizontalPodAutoscaler } from './autoscaler.ts';
import { toV1Autoscaler, toV2Autoscaler } from './conversion.ts';

const PREFIX = 'autoscaling.alpha.kubernetes.io';
const SPEC = {
  scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
  minReplicas: 1,
  maxReplicas: 3,
};
const CPU = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };

const v1 = (annotations: Record<string, string>, spec: object = {}): KubeObject => ({
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', annotations },
  spec: { ...SPEC, ...spec },
});
const v2 = (spec: object, status?: object): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', annotations: { keep: 'me' } },
  spec: { ...SPEC, ...spec },
  ...(status && { status }),
});

test('CPU utilization is a field in v1', () => {
  assert.deepEqual(toV2Autoscaler(v1({}, { targetCPUUtilizationPercentage: 50 })).spec, { ...SPEC, metrics: [CPU] });
  const old = toV1Autoscaler(v2({ metrics: [CPU] }));
  assert.deepEqual(old.spec, { ...SPEC, targetCPUUtilizationPercentage: 50 });
  assert.deepEqual(old.metadata.annotations, { keep: 'me' });
});

test('the rest is carried in annotations, as upstream writes them', () => {
  const pods = { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '2' } };
  const { metadata } = toV1Autoscaler(
    v2(
      { metrics: [{ type: 'Pods', pods }, CPU], behavior: { scaleDown: { selectPolicy: 'Disabled' } } },
      {
        desiredReplicas: 2,
        currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 7 } } }],
        conditions: [{ type: 'AbleToScale', status: 'True' }],
      },
    ),
  );
  assert.deepEqual(metadata.annotations, {
    keep: 'me',
    [`${PREFIX}/metrics`]: '[{"type":"Pods","pods":{"metricName":"q","targetAverageValue":"2"}}]',
    [`${PREFIX}/behavior`]:
      '{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":null,"SelectPolicy":"Disabled","Policies":null,"Tolerance":null}}',
    [`${PREFIX}/current-metrics`]:
      '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":7,"currentAverageValue":"0"}}]',
    [`${PREFIX}/conditions`]: '[{"type":"AbleToScale","status":"True"}]',
  });
});

const METRICS = [
  {
    type: 'Object',
    object: {
      describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'i' },
      metric: { name: 'rps', selector: { matchLabels: { a: 'b' } } },
      target: { value: '10', type: 'Value' },
    },
  },
  {
    type: 'External',
    external: { metric: { name: 'queue' }, target: { averageValue: '5', type: 'AverageValue' } },
  },
  {
    type: 'ContainerResource',
    containerResource: { name: 'cpu', container: 'c', target: { averageUtilization: 60, type: 'Utilization' } },
  },
  { type: 'Resource', resource: { name: 'memory', target: { averageValue: '1Gi', type: 'AverageValue' } } },
];

test('what an apply has taken away is null', () => {
  const parts = [null, undefined, {}, { metrics: null, behavior: null, currentMetrics: null, conditions: null }];
  for (const spec of parts) {
    for (const status of parts) {
      const object = {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'a' },
        spec,
        status,
      };
      toV2Autoscaler(toV1Autoscaler(object as any) as any);
      toV2Autoscaler({ ...object, apiVersion: 'autoscaling/v1' } as any);
    }
  }
});

test('an autoscaler survives the way through v1', () => {
  const object = v2(
    {
      metrics: [...METRICS, CPU],
      behavior: {
        scaleUp: {
          selectPolicy: 'Max',
          stabilizationWindowSeconds: 3,
          policies: [{ type: 'Pods', value: 1, periodSeconds: 2 }],
          tolerance: '100m',
        },
      },
    },
    {
      currentReplicas: 1,
      desiredReplicas: 2,
      observedGeneration: 4,
      lastScaleTime: '2026-01-01T00:00:00Z',
      currentMetrics: [
        { type: 'External', external: { metric: { name: 'queue' }, current: { value: '3', averageValue: '1' } } },
      ],
      conditions: [{ type: 'AbleToScale', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
    },
  );
  assert.deepEqual(toV2Autoscaler(structuredClone(toV1Autoscaler(object))), object);
});

const BAD = [
  'not json',
  '{}',
  '[1]',
  '[{"type":1}]',
  '[{"type":"Pods","pods":{"targetAverageValue":"much"}}]',
  '[{"type":"Pods","pods":{"selector":{"matchLabels":{"__proto__":1}}}}]',
  '['.repeat(100_000),
];
for (const text of BAD) {
  test(`a bad annotation is dropped: ${text.slice(0, 60)}`, () => {
    const annotations = { [`${PREFIX}/metrics`]: text, [`${PREFIX}/behavior`]: text, [`${PREFIX}/conditions`]: text };
    const object = toV2Autoscaler(v1(annotations));
    assert.deepEqual(object.metadata, { name: 'web' });
    assert.equal(object.spec!.metrics, undefined);
  });
}

test('a key of an annotation reaches no prototype', () => {
  const text = '{"__proto__":{"SelectPolicy":"Max"},"ScaleUp":{"__proto__":{"polluted":true}}}';
  const { behavior } = toV2Autoscaler(v1({ [`${PREFIX}/behavior`]: text })).spec!;
  assert.deepEqual(behavior, { scaleUp: {} });
  assert.equal(Object.getPrototypeOf(behavior!.scaleUp), Object.prototype);
});
