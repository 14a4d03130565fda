import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { V1PodSpec } from '../../../schema/generated/types.ts';
import type { ObjectSubresource } from '../../strategy.ts';
import { app } from '../pod-spec/testing/pod-cases.ts';
import type { Pod } from './pod.ts';
import { pods } from './pods.ts';
import { CONTEXT, changedPod, createdPod } from './testing.ts';

type Change = (spec: V1PodSpec, pod: Pod) => void;
type Case = readonly [name: string, before: Change, change: Change, ...errors: string[]];

const { ephemeralcontainers, resize } = pods.objectSubresources!;
const nothing: Change = () => {};

function written(subresource: ObjectSubresource<Pod>, old: Pod, change: Change): Pod {
  const pod = changedPod(old, change);
  subresource.prepareForUpdate(pod, old, CONTEXT);
  return pod;
}

function testWrites(subresource: ObjectSubresource<Pod>, cases: readonly Case[]): void {
  for (const [name, before, change, ...expected] of cases) {
    test(name, () => {
      const old = createdPod(before);
      const pod = written(subresource, old, change);
      assert.deepEqual(subresource.validateUpdate!(pod, old).map(String), expected);
    });
  }
}

test('ephemeralcontainers changes nothing else', () => {
  const old = createdPod();
  const pod = written(ephemeralcontainers!, old, (spec, changed) => {
    spec.ephemeralContainers = [{ name: 'debug', image: 'b:1' }];
    spec.hostname = 'h';
    changed.metadata.labels = { a: 'b' };
    changed.status = { phase: 'Failed' };
  });
  assert.equal(pod.spec!.ephemeralContainers![0]!.name, 'debug');
  assert.deepEqual([pod.spec!.hostname, pod.metadata.labels, pod.status], [undefined, undefined, old.status]);
});

const debug: Change = (spec) => {
  spec.ephemeralContainers = [{ name: 'debug', image: 'b:1' }];
};

testWrites(ephemeralcontainers!, [
  [
    'ephemeral containers may be added',
    debug,
    (spec) => {
      spec.ephemeralContainers!.unshift({ name: 'other', image: 'b:1', targetContainerName: 'app' });
    },
  ],
  [
    'and neither removed',
    debug,
    (spec) => {
      spec.ephemeralContainers = [];
    },
    'spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be removed\n',
  ],
  [
    'nor changed',
    debug,
    (spec) => {
      spec.ephemeralContainers![0]!.image = 'b:2';
    },
    'spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be changed\n- image: "b:1"\n+ image: "b:2"',
  ],
  [
    'static pods are not debugged so',
    (spec, pod) => {
      pod.metadata.annotations = { 'kubernetes.io/config.mirror': 'x' };
      spec.nodeName = 'n';
    },
    debug,
    ': Forbidden: static pods do not support ephemeral containers',
  ],
]);

const sized: Change = (spec) => {
  app(spec).resources = {
    requests: { cpu: '1', memory: '1Gi', 'example.com/gpu': '1' },
    limits: { 'example.com/gpu': '1' },
  };
  spec.initContainers = [
    { name: 'init', image: 'i:1', resources: { requests: { cpu: '1' } } },
    { name: 'side', image: 'i:1', restartPolicy: 'Always', resources: { requests: { cpu: '1' } } },
  ];
};

test('resize changes nothing but resources', () => {
  const old = createdPod(sized);
  const pod = written(resize!, old, (spec, changed) => {
    app(spec).resources!.requests!.cpu = '2';
    app(spec).resizePolicy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }];
    app(spec).image = 'other:1';
    spec.hostname = 'h';
    changed.metadata.annotations = { a: 'b' };
  });
  assert.deepEqual(
    [app(pod.spec!).image, pod.spec!.hostname, pod.metadata.annotations],
    [app(old.spec!).image, undefined, undefined],
  );
  assert.equal(app(pod.spec!).resources!.requests!.cpu, '2');
});

testWrites(resize!, [
  [
    'processor and memory of containers and sidecars',
    sized,
    (spec) => {
      app(spec).resources!.requests!.cpu = '2';
      app(spec).resources!.limits!.memory = '2Gi';
      spec.initContainers![1]!.resources!.requests!.cpu = '3';
    },
  ],
  [
    'nothing is taken away whole',
    sized,
    (spec) => {
      delete app(spec).resources!.requests!.cpu;
    },
    'spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed',
  ],
  [
    'devices stay',
    sized,
    (spec) => {
      app(spec).resources!.requests!['example.com/gpu'] = '2';
      app(spec).resources!.limits!['example.com/gpu'] = '2';
    },
    'spec: Forbidden: only cpu and memory resources are mutable',
  ],
  [
    'init containers',
    sized,
    (spec) => {
      spec.initContainers![0]!.resources!.requests!.cpu = '2';
    },
  ],
  [
    'init containers keep what they asked for, and change in nothing else',
    sized,
    (spec) => {
      spec.initContainers![0]!.resources = { requests: { memory: '1Gi' } };
      spec.initContainers![1]!.resources!.requests!['ephemeral-storage'] = '1Gi';
    },
    'spec.initContainers[0].resources.requests: Forbidden: resource requests cannot be removed',
    'spec.initContainers[1]: Forbidden: only cpu and memory resources for init or sidecar containers are mutable',
  ],
  [
    'init containers that an old server let restart are not resized',
    (spec) => {
      sized(spec, {} as Pod);
      spec.initContainers![0]!.resizePolicy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }];
    },
    (spec) => {
      spec.initContainers![0]!.resources!.requests!.cpu = '2';
    },
    'spec.initContainers[0]: Forbidden: non-sidecar init containers with a resize policy of RestartContainer cannot be resized',
  ],
  [
    'a pod as a whole that asked for nothing',
    sized,
    (spec) => {
      spec.resources = { requests: { cpu: '4' } };
    },
  ],
  [
    'the quality of service stays',
    nothing,
    (spec) => {
      app(spec).resources = { requests: { cpu: '1' } };
    },
    'spec: Invalid value: "BestEffort": Pod QOS Class may not change as a result of resizing',
  ],
  [
    'containers stay in their order',
    (spec) => {
      spec.containers!.push({ name: 'b', image: 'b:1' });
    },
    (spec) => {
      spec.containers!.reverse();
    },
    'spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize',
    'spec.containers[1].name: Forbidden: containers may not be renamed or reordered on resize',
  ],
  [
    'containers stay in number',
    sized,
    (spec) => {
      spec.containers!.push({ name: 'b', image: 'b:1' });
    },
    'spec.containers: Forbidden: containers may not be added or removed on resize',
  ],
  [
    'the pod as a whole',
    (spec) => {
      spec.resources = { requests: { cpu: '1' }, limits: { cpu: '2' } };
    },
    (spec) => {
      spec.resources!.requests!.cpu = '2';
    },
  ],
  [
    'the pod as a whole keeps what it has',
    (spec) => {
      spec.resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2' } };
    },
    (spec) => {
      delete spec.resources!.limits!.cpu;
    },
    'spec.resources.limits: Forbidden: pod-level resource limits cannot be removed',
  ],
  [
    'Windows pods',
    (spec) => {
      spec.os = { name: 'windows' };
    },
    nothing,
    ': Forbidden: windows pods cannot be resized',
  ],
]);

test('a node that reports no resources cannot resize', () => {
  const old = createdPod(sized);
  old.status!.containerStatuses = [{ name: 'app', state: { running: {} } }];
  const pod = written(resize!, old, (spec) => {
    app(spec).resources!.requests!.cpu = '2';
  });
  assert.deepEqual(resize!.validateUpdate!(pod, old).map(String), [
    'spec: Forbidden: Pod running on node without support for resize',
  ]);
});
