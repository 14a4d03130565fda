import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { admit, type TestResult, type TestWrite } from '../../testing.ts';
import { LimitRanger } from './limit-ranger.ts';

type Resources = { requests?: Record<string, string>; limits?: Record<string, string> };

const limitRanger = (...limitRanges: object[][]) =>
  new LimitRanger((namespace) =>
    namespace === 'default' ? limitRanges.map((limits): any => ({ spec: { limits } })) : [],
  );
const container = (resources: Resources, name = 'c') => ({ name, resources });
const pod = (...resources: Resources[]) => ({
  spec: { containers: resources.map((each, i) => container(each, `c${i}`)) },
});
const amounts = (requests: Record<string, string>, limits: Record<string, string> = requests) => ({ requests, limits });
const cpu = (request: string, limit = request) => amounts({ cpu: request }, { cpu: limit });
const create = (limits: object[], object: object, more: Partial<TestWrite> = {}): Promise<TestResult> =>
  admit(limitRanger(limits), { resource: 'pods', object, ...more });

describe('a limit range', () => {
  const CASES: [what: string, limit: object, resources: Resources[], refusal: string | undefined][] = [
    [
      'without a request',
      { min: { cpu: '100m' } },
      [{}],
      'minimum cpu usage per Container is 100m.  No request is specified',
    ],
    [
      'below the minimum',
      { min: { cpu: '100m' } },
      [cpu('99m')],
      'minimum cpu usage per Container is 100m, but request is 99m',
    ],
    [
      'whose limit is below the minimum',
      { min: { memory: '1Gi' } },
      [amounts({ memory: '1Gi' }, { memory: '512Mi' })],
      'minimum memory usage per Container is 1Gi, but limit is 512Mi',
    ],
    ['at the minimum', { min: { cpu: '100m' } }, [cpu('0.1')], undefined],
    ['without a limit', { max: { cpu: '1' } }, [{}], 'maximum cpu usage per Container is 1.  No limit is specified'],
    [
      'above the maximum',
      { max: { cpu: '1' } },
      [cpu('1', '2')],
      'maximum cpu usage per Container is 1, but limit is 2',
    ],
    [
      'whose request is above the maximum',
      { max: { cpu: '1' } },
      [cpu('2', '1')],
      'maximum cpu usage per Container is 1, but request is 2',
    ],
    ['at the maximum', { max: { cpu: '1' } }, [cpu('1000m')], undefined],
    [
      'above the ratio',
      { maxLimitRequestRatio: { cpu: '1500m' } },
      [cpu('100m', '250m')],
      'cpu max limit to request ratio per Container is 1500m, but provided ratio is 2.500000',
    ],
    ['at the ratio', { maxLimitRequestRatio: { cpu: '2500m' } }, [cpu('100m', '250m')], undefined],
    [
      'without a request for the ratio',
      { maxLimitRequestRatio: { cpu: '2' } },
      [amounts({ cpu: '0' }, { cpu: '1' })],
      'cpu max limit to request ratio per Container is 2, but no request is specified or request is 0',
    ],
    [
      'without a limit for the ratio',
      { maxLimitRequestRatio: { cpu: '2' } },
      [amounts({ cpu: '1' }, {})],
      'cpu max limit to request ratio per Container is 2, but no limit is specified or limit is 0',
    ],
    [
      'with several faults',
      { min: { cpu: '1' }, max: { memory: '1Gi' } },
      [amounts({ cpu: '500m', memory: '2Gi' })],
      '[minimum cpu usage per Container is 1, but request is 500m, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    ],
    [
      'with the same fault twice',
      { max: { cpu: '1' } },
      [cpu('2'), cpu('2')],
      'maximum cpu usage per Container is 1, but limit is 2',
    ],
    [
      'beyond what a double can hold',
      { max: { x: '9007199254740992' } },
      [amounts({ x: '9007199254740993' })],
      'maximum x usage per Container is 9007199254740992, but limit is 9007199254740993',
    ],
  ];
  for (const [what, limit, resources, want] of CASES) {
    it(`for containers meets one ${what}`, async () => {
      const { refused, code } = await create([{ type: 'Container', ...limit }], pod(...resources));
      assert.equal(refused, want && `pods "x" is forbidden: ${want}`);
      assert.equal(code, want && 403);
    });
  }

  const LARGE = cpu('2');
  const kinds = {
    init: { initContainers: [container(LARGE)], containers: [container(cpu('1'))] },
    sidecar: { initContainers: [{ ...container(LARGE), restartPolicy: 'Always' }], containers: [container(cpu('1'))] },
    regular: { containers: [container(LARGE)] },
  };
  for (const [kind, spec] of Object.entries(kinds)) {
    for (const type of ['Container', 'Pod']) {
      it(`for a ${type} sees a container of the kind ${kind}`, async () => {
        const { refused } = await create([{ type, max: { cpu: '1' } }], { spec });
        const sum = kind === 'sidecar' && type === 'Pod' ? '3' : '2';
        assert.equal(refused, `pods "x" is forbidden: maximum cpu usage per ${type} is 1, but limit is ${sum}`);
      });
    }
  }

  it('has nothing to do with ephemeral containers, which may ask for nothing', async () => {
    const old = pod(cpu('1'));
    const object = { spec: { ...old.spec, ephemeralContainers: [{ name: 'debug' }] } };
    const limits = [{ type: 'Container', min: { cpu: '2' }, default: { cpu: '3' } }];
    const write = { operation: 'UPDATE', resource: 'pods/ephemeralcontainers', oldObject: old } as const;
    const { refused, object: admitted } = await create(limits, object, write);
    assert.equal(refused, undefined);
    assert.deepEqual(admitted.spec, object.spec);
  });

  const PODS: [what: string, spec: object, refusal: string | undefined][] = [
    ['the sum of the containers', pod(cpu('1'), cpu('1')).spec, 'maximum cpu usage per Pod is 1500m, but limit is 2'],
    [
      'the largest init container alone',
      { ...pod(cpu('1')).spec, initContainers: [container(cpu('1500m'))] },
      undefined,
    ],
    [
      'what the pod asks for as a whole',
      { ...pod({}).spec, resources: cpu('2') },
      'maximum cpu usage per Pod is 1500m, but limit is 2',
    ],
    ['the whole rather than its containers', { ...pod(cpu('2')).spec, resources: cpu('1') }, undefined],
  ];
  for (const [what, spec, want] of PODS) {
    it(`for pods counts ${what}`, async () => {
      const { refused } = await create([{ type: 'Pod', max: { cpu: '1500m' } }], { spec });
      assert.equal(refused, want && `pods "x" is forbidden: ${want}`);
    });
  }

  const CLAIMS: [what: string, operation: 'CREATE' | 'UPDATE', storage: string, refusal: string | undefined][] = [
    ['too small', 'CREATE', '500Mi', 'minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi'],
    ['too large', 'CREATE', '3Gi', 'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi'],
    [
      'that grows too large',
      'UPDATE',
      '3Gi',
      'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
    ],
    ['of a good size', 'CREATE', '2Gi', undefined],
  ];
  for (const [what, operation, storage, want] of CLAIMS) {
    it(`for claims meets one ${what}`, async () => {
      const limits = [{ type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } }];
      const object = { spec: { resources: { requests: { storage } } } };
      const write = { operation, resource: 'persistentvolumeclaims', ...(operation === 'UPDATE' && { oldObject: {} }) };
      const { refused } = await create(limits, object, write);
      assert.equal(refused, want && `persistentvolumeclaims "x" is forbidden: ${want}`);
    });
  }

  it('refuses by the first that is violated', async () => {
    const plugin = limitRanger(
      [{ type: 'Pod', max: { cpu: '4' } }],
      [{ type: 'Container', max: { cpu: '1' } }],
      [{ type: 'Pod', max: { cpu: '1' } }],
    );
    const { refused } = await admit(plugin, { resource: 'pods', object: pod(cpu('2')) });
    assert.equal(refused, 'pods "x" is forbidden: maximum cpu usage per Container is 1, but limit is 2');
  });
});

describe('when limits are looked at', () => {
  const limits = [{ type: 'Container', max: { cpu: '1' }, default: { cpu: '1' }, defaultRequest: { cpu: '1' } }];
  const CASES: [what: string, write: Partial<TestWrite>, isRefused: boolean][] = [
    ['an update of a pod', { operation: 'UPDATE', oldObject: pod(cpu('2')) }, false],
    ['its status', { operation: 'UPDATE', resource: 'pods/status', oldObject: pod(cpu('2')) }, false],
    ['a resize', { operation: 'UPDATE', resource: 'pods/resize', oldObject: pod(cpu('1')) }, true],
    [
      'a resize of what is being deleted',
      {
        operation: 'UPDATE',
        resource: 'pods/resize',
        oldObject: { metadata: { deletionTimestamp: 't' }, ...pod(cpu('1')) },
      },
      false,
    ],
    ['a pod of another namespace', { namespace: 'other' }, false],
    ['another kind', { resource: 'deployments.apps' }, false],
  ];
  for (const [what, write, isRefused] of CASES) {
    it(`${what}: ${isRefused ? 'yes' : 'no'}`, async () => {
      const { refused } = await create(limits, pod(cpu('2')), write);
      assert.equal(refused !== undefined, isRefused);
    });
  }
});

describe('defaults', () => {
  const limits = [
    { type: 'Container', default: { memory: '1Gi', cpu: '1' }, defaultRequest: { cpu: '500m' } },
    { type: 'Pod', max: { cpu: '64' } },
  ];

  it('fill in what is missing, and tell so', async () => {
    const spec = {
      initContainers: [container({ limits: { cpu: '2', memory: '2Gi' } }, 'prepare')],
      containers: [container({}, 'web'), container({ requests: { cpu: '2' } }, 'side')],
    };
    const { object } = await create(limits, { metadata: { annotations: { a: 'b' } }, spec });
    const [web, side] = object.spec.containers;
    const limit = { memory: '1Gi', cpu: '1' };
    assert.deepEqual(web.resources, { requests: { cpu: '500m' }, limits: limit });
    assert.deepEqual(side.resources, { requests: { cpu: '2' }, limits: limit });
    assert.deepEqual(object.spec.initContainers[0].resources, {
      limits: { cpu: '2', memory: '2Gi' },
      requests: { cpu: '500m' },
    });
    assert.deepEqual(object.metadata.annotations, {
      a: 'b',
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu request for container web; cpu, memory limit for container web; cpu, memory limit for container side; cpu request for init container prepare',
    });
  });

  it('leave what asks for everything alone', async () => {
    const object = pod(amounts({ cpu: '1', memory: '1Gi' }));
    const admitted = (await create(limits, object)).object;
    assert.deepEqual(admitted.spec, object.spec);
    assert.equal(admitted.metadata.annotations, undefined);
  });

  it('change nothing when they come again', () => {
    const quantity = fc.constantFrom('1', '500m', '2Gi', '3');
    const list = fc.dictionary(fc.constantFrom('cpu', 'memory', '__proto__', 'constructor'), quantity);
    const resources = fc.record({ requests: list, limits: list }, { requiredKeys: [] });
    const item = fc.record({ type: fc.constant('Container'), default: list, defaultRequest: list });
    return fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 3 }),
        fc.array(resources, { maxLength: 3 }),
        async (items, asked) => {
          const once = (await create(items, pod(...asked))).object;
          assert.deepEqual((await create(items, once)).object, once);
        },
      ),
    );
  });
});
