/** What objects use of quotas: cases of upstream's evaluators and documentation. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatAmounts } from '../amounts.ts';
import { evaluatorOf } from './index.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const POD = { 'count/pods': '1', pods: '1' };

type Amounts = Readonly<Record<string, string>>;
const container = (requests: Amounts, limits: Amounts = {}, more: object = {}) => ({
  name: 'c',
  resources: { requests, limits },
  ...more,
});
const compute = (cpu: string, memory?: string) => ({
  cpu,
  'requests.cpu': cpu,
  ...(memory && { memory, 'requests.memory': memory }),
});

const USAGE: Readonly<Record<string, Readonly<Record<string, readonly [object: object, usage: Amounts]>>>> = {
  pods: {
    'that ask for nothing': [{ spec: { containers: [container({})] } }, POD],
    'with requests and limits': [
      { spec: { containers: [container({ cpu: '1', memory: '1Gi' }, { cpu: '2', memory: '2Gi' })] } },
      { ...POD, ...compute('1', '1Gi'), 'limits.cpu': '2', 'limits.memory': '2Gi' },
    ],
    'with several containers': [
      { spec: { containers: [container({ cpu: '100m' }), container({ cpu: '1' })] } },
      { ...POD, ...compute('1100m') },
    ],
    'whose init container takes more': [
      {
        spec: {
          containers: [container({ cpu: '1' })],
          initContainers: [container({ cpu: '3' }), container({ cpu: '2' })],
        },
      },
      { ...POD, ...compute('3') },
    ],
    'with a sidecar': [
      {
        spec: {
          containers: [container({ cpu: '1' })],
          initContainers: [container({ cpu: '1' }, {}, { restartPolicy: 'Always' }), container({ cpu: '500m' })],
        },
      },
      { ...POD, ...compute('2') },
    ],
    'with an init container behind a sidecar': [
      {
        spec: {
          containers: [container({ cpu: '1' })],
          initContainers: [container({ cpu: '1' }, {}, { restartPolicy: 'Always' }), container({ cpu: '4' })],
        },
      },
      { ...POD, ...compute('5') },
    ],
    'with an overhead, which is no limit where there is none': [
      { spec: { containers: [container({ cpu: '1' }, { cpu: '1' })], overhead: { cpu: '250m', memory: '64Mi' } } },
      { ...POD, ...compute('1250m', '64Mi'), 'limits.cpu': '1250m' },
    ],
    'that say it as a whole': [
      { spec: { containers: [container({ cpu: '1' })], resources: { requests: { cpu: '3' } } } },
      { ...POD, ...compute('3') },
    ],
    'with storage of its node': [
      { spec: { containers: [container({ 'ephemeral-storage': '1Gi' }, { 'ephemeral-storage': '2Gi' })] } },
      { ...POD, 'ephemeral-storage': '1Gi', 'requests.ephemeral-storage': '1Gi', 'limits.ephemeral-storage': '2Gi' },
    ],
    'with huge pages': [
      { spec: { containers: [container({ 'hugepages-2Mi': '4Mi' }, { 'hugepages-2Mi': '4Mi' })] } },
      { ...POD, 'hugepages-2Mi': '4Mi', 'requests.hugepages-2Mi': '4Mi' },
    ],
    'with devices': [
      { spec: { containers: [container({ 'example.com/gpu': '2' }, { 'example.com/gpu': '2' })] } },
      { ...POD, 'requests.example.com/gpu': '2' },
    ],
    'that grow in place': [
      {
        spec: { containers: [container({ cpu: '3' })] },
        status: { containerStatuses: [{ name: 'c', allocatedResources: { cpu: '1' } }] },
      },
      { ...POD, ...compute('3') },
    ],
    'that shrink in place, as long as they hold it': [
      {
        spec: { containers: [container({ cpu: '1' })] },
        status: {
          containerStatuses: [{ name: 'c', allocatedResources: { cpu: '1' }, resources: { requests: { cpu: '3' } } }],
        },
      },
      { ...POD, ...compute('3') },
    ],
    'that have succeeded': [
      { spec: { containers: [container({ cpu: '1' })] }, status: { phase: 'Succeeded' } },
      { 'count/pods': '1' },
    ],
    'that have failed': [
      { spec: { containers: [container({ cpu: '1' })] }, status: { phase: 'Failed' } },
      { 'count/pods': '1' },
    ],
    'that are going': [
      {
        metadata: { deletionTimestamp: '2029-12-31T23:59:40Z', deletionGracePeriodSeconds: 30 },
        spec: { containers: [container({ cpu: '1' })] },
      },
      { ...POD, ...compute('1') },
    ],
    'that should be gone': [
      {
        metadata: { deletionTimestamp: '2029-12-31T23:59:20Z', deletionGracePeriodSeconds: 30 },
        spec: { containers: [container({ cpu: '1' })] },
      },
      { 'count/pods': '1' },
    ],
    'with an ephemeral container, which asks for nothing': [
      { spec: { containers: [container({ cpu: '1' })], ephemeralContainers: [{ name: 'debug' }] } },
      { ...POD, ...compute('1') },
    ],
  },
  persistentvolumeclaims: {
    'without a class': [
      { spec: { resources: { requests: { storage: '1Gi' } } } },
      { 'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1', 'requests.storage': '1Gi' },
    ],
    'of a class': [
      { spec: { storageClassName: 'gold', resources: { requests: { storage: '1Gi' } } } },
      {
        'count/persistentvolumeclaims': '1',
        'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
        'gold.storageclass.storage.k8s.io/requests.storage': '1Gi',
        persistentvolumeclaims: '1',
        'requests.storage': '1Gi',
      },
    ],
    'of a class by the old annotation': [
      {
        metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } },
        spec: { storageClassName: 'new' },
      },
      {
        'count/persistentvolumeclaims': '1',
        'old.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
        persistentvolumeclaims: '1',
      },
    ],
    'of parts of a byte': [
      { spec: { resources: { requests: { storage: '1500m' } } } },
      { 'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1', 'requests.storage': '2' },
    ],
    'that hold more than they ask for': [
      {
        spec: { resources: { requests: { storage: '1Gi' } } },
        status: { allocatedResources: { storage: '5Gi' } },
      },
      { 'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1', 'requests.storage': '5Gi' },
    ],
  },
  services: {
    'of the usual type': [
      { spec: { ports: [{}, {}] } },
      { 'count/services': '1', services: '1', 'services.loadbalancers': '0', 'services.nodeports': '0' },
    ],
    'on ports of nodes': [
      { spec: { type: 'NodePort', ports: [{}, {}] } },
      { 'count/services': '1', services: '1', 'services.loadbalancers': '0', 'services.nodeports': '2' },
    ],
    'behind a balancer': [
      { spec: { type: 'LoadBalancer', ports: [{}, {}] } },
      { 'count/services': '1', services: '1', 'services.loadbalancers': '1', 'services.nodeports': '2' },
    ],
    'behind a balancer that needs no ports': [
      { spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: [{}, { nodePort: 30000 }] } },
      { 'count/services': '1', services: '1', 'services.loadbalancers': '1', 'services.nodeports': '1' },
    ],
  },
  'deployments.apps': { 'are counted': [{ spec: {} }, { 'count/deployments.apps': '1' }] },
  secrets: { 'are counted by two names': [{}, { 'count/secrets': '1', secrets: '1' }] },
  'widgets.example.com': { 'are counted, whatever they are': [{}, { 'count/widgets.example.com': '1' }] },
  events: { 'are not counted': [{}, {}] },
  'events.events.k8s.io': { 'are not counted either': [{}, {}] },
  'resourceclaims.resource.k8s.io': {
    'count devices of their class': [
      {
        spec: {
          devices: {
            requests: [{ exactly: { deviceClassName: 'gpu', count: 3 } }, { exactly: { deviceClassName: 'gpu' } }],
          },
        },
      },
      { 'count/resourceclaims.resource.k8s.io': '1', 'gpu.deviceclass.resource.k8s.io/devices': '4' },
    ],
    'count the most of alternatives': [
      {
        spec: {
          devices: {
            requests: [
              {
                firstAvailable: [
                  { deviceClassName: 'big', count: 1 },
                  { deviceClassName: 'small', count: 4 },
                  { deviceClassName: 'small', count: 2 },
                ],
              },
            ],
          },
        },
      },
      {
        'big.deviceclass.resource.k8s.io/devices': '1',
        'count/resourceclaims.resource.k8s.io': '1',
        'small.deviceclass.resource.k8s.io/devices': '4',
      },
    ],
  },
};

function evaluator(resource: string) {
  const [name = '', ...group] = resource.split('.');
  return evaluatorOf(group.join('.'), name);
}

for (const [resource, cases] of Object.entries(USAGE)) {
  describe(resource, () => {
    for (const [what, [object, usage]] of Object.entries(cases)) {
      test(what, () => {
        const whole = { apiVersion: 'v1', kind: 'Any', metadata: {}, ...object };
        assert.deepEqual(formatAmounts(evaluator(resource).usage(whole, NOW)), sorted(usage));
      });

      test(`${what}: every amount is one that it says it counts`, () => {
        for (const name of Object.keys(usage)) assert.ok(evaluator(resource).counts(name), name);
      });
    }
  });
}

function sorted(amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).sort(([left], [right]) => (left < right ? -1 : 1)));
}

describe('scopes', () => {
  const pod = (spec: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {},
    spec: { containers: [container({})], ...spec },
  });
  const claim = (spec: object, status: object = {}) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {},
    spec,
    status,
  });
  const foreign = (kind: string, term: object) => ({ affinity: { [kind]: term } });
  const vac = (...values: string[]) => ['VolumeAttributesClass', 'In', values] as const;
  const CASES: readonly (readonly [
    what: string,
    object: object,
    scope: readonly [name: string, operator: string, values: readonly string[]],
    isIn: boolean,
  ])[] = [
    ['a deadline', pod({ activeDeadlineSeconds: 1 }), ['Terminating', 'Exists', []], true],
    ['no deadline', pod({}), ['NotTerminating', 'Exists', []], true],
    ['nothing asked', pod({}), ['BestEffort', 'Exists', []], true],
    ['something asked', pod({ containers: [container({ cpu: '1m' })] }), ['NotBestEffort', 'Exists', []], true],
    [
      'only devices asked',
      pod({ containers: [container({ 'example.com/gpu': '1' })] }),
      ['BestEffort', 'Exists', []],
      true,
    ],
    ['a priority', pod({ priorityClassName: 'high' }), ['PriorityClass', 'In', ['high', 'low']], true],
    ['another priority', pod({ priorityClassName: 'usual' }), ['PriorityClass', 'In', ['high', 'low']], false],
    ['no priority', pod({}), ['PriorityClass', 'Exists', []], false],
    ['no priority, where none is asked for', pod({}), ['PriorityClass', 'DoesNotExist', []], true],
    ['no priority, where one is not meant', pod({}), ['PriorityClass', 'NotIn', ['high']], true],
    ['the priority that is not meant', pod({ priorityClassName: 'high' }), ['PriorityClass', 'NotIn', ['high']], false],
    [
      'a term with namespaces',
      pod(foreign('podAffinity', { requiredDuringSchedulingIgnoredDuringExecution: [{ namespaces: ['a'] }] })),
      ['CrossNamespacePodAffinity', 'Exists', []],
      true,
    ],
    [
      'a preference for all namespaces',
      pod(
        foreign('podAntiAffinity', {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { namespaceSelector: {} } }],
        }),
      ),
      ['CrossNamespacePodAffinity', 'Exists', []],
      true,
    ],
    [
      'a term of its own namespace',
      pod(foreign('podAffinity', { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] })),
      ['CrossNamespacePodAffinity', 'Exists', []],
      false,
    ],
    ['a scope of claims', pod({}), vac('gold'), false],
    ['a class that is wanted', claim({ volumeAttributesClassName: 'gold' }), vac('gold'), true],
    ['a class that it has still', claim({}, { currentVolumeAttributesClassName: 'gold' }), vac('gold'), true],
    [
      'a class that it is to have',
      claim({}, { modifyVolumeStatus: { targetVolumeAttributesClassName: 'gold' } }),
      vac('gold'),
      true,
    ],
    ['no class', claim({}), vac('gold'), false],
    ['a scope of pods', claim({}), ['BestEffort', 'Exists', []], false],
    ['a scope that there is not', pod({}), ['constructor', 'Exists', []], false],
  ];
  for (const [what, object, [scopeName, operator, values], isIn] of CASES) {
    test(`${what} and ${scopeName} ${operator}`, () => {
      const { kind } = object as { kind: string };
      const { isInScope } = evaluator(kind === 'Pod' ? 'pods' : 'persistentvolumeclaims');
      assert.equal(isInScope!(object, { scopeName, operator, values }), isIn);
    });
  }

  test('nothing else is in any', () => {
    for (const resource of ['services', 'secrets', 'deployments.apps']) {
      assert.equal(evaluator(resource).isInScope, undefined, resource);
    }
  });
});
