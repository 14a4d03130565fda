import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ManualClock } from '../util/clock.ts';
import { openTestApi, type TestApi } from './testing.ts';

const NS = '/api/v1/namespaces/default';
const container = (resources?: object) => ({ name: 'c', image: 'i', ...(resources && { resources }) });
const pod = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [container()], ...spec },
});
const quota = (hard: object, spec: object = {}) => ({ metadata: { name: 'q' }, spec: { hard, ...spec } });

describe('quotas', () => {
  let api: TestApi;
  const clock = new ManualClock();
  beforeEach(async () => {
    api = await openTestApi({ clock, admission: ['NamespaceLifecycle', 'ResourceQuota'] });
  });
  afterEach(() => api.close());

  const create = async (resource: string, body: object, query = '') => {
    const { status, body: answer } = await api.call('POST', `${NS}/${resource}${query}`, body);
    return { status, message: answer.message as string };
  };
  const used = async (name = 'q') => (await api.call('GET', `${NS}/resourcequotas/${name}`)).body.status.used;

  it('tell what is used from their first moment on', async () => {
    await create('pods', pod('a'));
    const { body } = await api.call('POST', `${NS}/resourcequotas`, quota({ pods: '2', 'count/configmaps': '5' }));
    assert.deepEqual(body.status, {
      hard: { pods: '2', 'count/configmaps': '5' },
      used: { pods: '1', 'count/configmaps': '0' },
    });
  });

  it('count themselves', async () => {
    await create('resourcequotas', quota({ resourcequotas: '1', 'count/resourcequotas': '1' }));
    assert.deepEqual(await used(), { resourcequotas: '1', 'count/resourcequotas': '1' });
    const another = { ...quota({ pods: '1' }), metadata: { name: 'r' } };
    assert.equal((await create('resourcequotas', another)).status, 403);
  });

  it('are refused with each fault told once', async () => {
    assert.deepEqual(await create('resourcequotas', quota({ pods: '-1' })), {
      status: 422,
      message: 'ResourceQuota "q" is invalid: spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0',
    });
  });

  it('refuse in upstream’s words', async () => {
    await create('resourcequotas', quota({ pods: '1' }));
    await create('pods', pod('a'));
    assert.deepEqual(await create('pods', pod('b')), {
      status: 403,
      message: 'pods "b" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    });
    assert.deepEqual(await used(), { pods: '1' });
  });

  it('are counted as what the plugin did, however often a write was tried', async () => {
    await create('resourcequotas', quota({ configmaps: '5' }));
    const answers = Array.from({ length: 20 }, (_, i) => create('configmaps', { metadata: { name: `c${i}` } }));
    await Promise.all(answers);
    await create('configmaps', { metadata: { name: 'more' } }, '?dryRun=All');
    await api.call('DELETE', `${NS}/configmaps/c0`);
    const { body } = await api.call('GET', '/apis/allium.dev/v1alpha1/admissionplugins/ResourceQuota');
    const { admitted, refused, seconds } = body.status;
    assert.deepEqual([admitted, refused], [1 + 5, 15 + 1]);
    assert.ok(seconds > 0);
    assert.deepEqual([body.spec.validates, body.spec.operations], [true, ['CREATE', 'UPDATE']]);
  });

  it('are all told of in one refusal', async () => {
    await create('resourcequotas', quota({ pods: '0' }));
    await create('resourcequotas', { ...quota({ 'count/pods': '0' }), metadata: { name: 'r' } });
    const { message } = await create('pods', pod('a'));
    assert.match(message, /exceeded quota: q, requested: pods=1.*; exceeded quota: r, requested: count\/pods=1/);
  });

  it('let a thousand creates at once take what there is, exactly', async () => {
    await create('resourcequotas', quota({ configmaps: '100' }));
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, i) => create('configmaps', { metadata: { name: `c${i}` } })),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, 100);
    assert.equal(answers.filter(({ status }) => status === 403).length, 900);
    assert.deepEqual(await used(), { configmaps: '100' });
    const { body } = await api.call('GET', `${NS}/configmaps`);
    assert.equal(body.items.length, 100);
  });

  it('k/k#70563: what fails costs nothing', async () => {
    await create('resourcequotas', quota({ configmaps: '5', services: '5' }));
    await create('configmaps', { metadata: { name: 'a' } });
    assert.equal((await create('configmaps', { metadata: { name: 'a' } })).status, 409);
    assert.equal((await create('configmaps', { metadata: { name: 'A!' } })).status, 422);
    const service = { metadata: { name: 's' }, spec: { ports: [{ port: 80 }], clusterIP: '10.96.0.77' } };
    assert.equal((await create('services', service)).status, 201);
    assert.equal((await create('services', { ...service, metadata: { name: 't' } })).status, 422);
    assert.deepEqual(await used(), { configmaps: '1', services: '1' });
  });

  it('get back at once what goes or ends', async () => {
    await create('resourcequotas', quota({ pods: '2', 'count/pods': '2', 'requests.cpu': '2' }));
    const cpu = { containers: [container({ requests: { cpu: '1' } })] };
    await create('pods', pod('a', cpu));
    await create('pods', pod('b', cpu));
    const { body } = await api.call('GET', `${NS}/pods/a`);
    await api.call('PUT', `${NS}/pods/a/status`, { ...body, status: { phase: 'Succeeded' } });
    assert.deepEqual(await used(), { pods: '1', 'count/pods': '2', 'requests.cpu': '1' });
    await api.call('DELETE', `${NS}/pods/b?gracePeriodSeconds=0`);
    assert.deepEqual(await used(), { pods: '0', 'count/pods': '1', 'requests.cpu': '0' });
  });

  it('count anew when they change', async () => {
    await create('pods', pod('a'));
    await create('resourcequotas', quota({ pods: '2' }));
    const patch = { spec: { hard: { services: '3', pods: '0' } } };
    const { body } = await api.call('PATCH', `${NS}/resourcequotas/q`, patch, {
      'content-type': 'application/merge-patch+json',
    });
    assert.deepEqual(body.status, { hard: { services: '3', pods: '0' }, used: { services: '0', pods: '1' } });
  });

  it('are looked at by a dry run, which costs nothing', async () => {
    await create('resourcequotas', quota({ pods: '1' }));
    assert.equal((await create('pods', pod('a'), '?dryRun=All')).status, 201);
    assert.deepEqual(await used(), { pods: '0' });
    await create('pods', pod('a'));
    assert.equal((await create('pods', pod('b'), '?dryRun=All')).status, 403);
  });

  it('want every container to say what is counted', async () => {
    await create('resourcequotas', quota({ 'limits.cpu': '1', memory: '1Gi' }));
    const containers = [container({ limits: { cpu: '100m' } }), { ...container(), name: 'd' }];
    assert.equal(
      (await create('pods', pod('a', { containers }))).message,
      'pods "a" is forbidden: failed quota: q: must specify limits.cpu for: d; memory for: c,d',
    );
  });

  for (const [scope, inside, outside] of [
    ['BestEffort', {}, { containers: [container({ requests: { cpu: '1m' } })] }],
    ['NotBestEffort', { containers: [container({ requests: { cpu: '1m' } })] }, {}],
    ['Terminating', { activeDeadlineSeconds: 5 }, {}],
    ['NotTerminating', {}, { activeDeadlineSeconds: 5 }],
    [
      'CrossNamespacePodAffinity',
      {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: 'zone', namespaces: ['other'], labelSelector: { matchLabels: { a: 'b' } } },
            ],
          },
        },
      },
      {},
    ],
  ] as const) {
    it(`of scope ${scope} count those pods alone`, async () => {
      await create('resourcequotas', quota({ pods: '9' }, { scopes: [scope] }));
      assert.equal((await create('pods', pod('out', outside))).status, 201);
      assert.deepEqual(await used(), { pods: '0' });
      assert.equal((await create('pods', pod('in', inside))).status, 201);
      assert.deepEqual(await used(), { pods: '1' });
    });
  }

  it('count the ports and balancers of services, as their type changes', async () => {
    await create('resourcequotas', quota({ 'services.nodeports': '2', 'services.loadbalancers': '1' }));
    const service = { metadata: { name: 's' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } };
    await create('services', service);
    assert.deepEqual(await used(), { 'services.nodeports': '1', 'services.loadbalancers': '1' });
    await api.call(
      'PATCH',
      `${NS}/services/s`,
      { spec: { type: 'ClusterIP' } },
      { 'content-type': 'application/merge-patch+json' },
    );
    assert.deepEqual(await used(), { 'services.nodeports': '0', 'services.loadbalancers': '0' });
  });

  it('count storage in all and by class', async () => {
    const gold = 'gold.storageclass.storage.k8s.io/requests.storage';
    await create('resourcequotas', quota({ 'requests.storage': '10Gi', [gold]: '5Gi' }));
    const claim = (name: string, storage: string) => ({
      metadata: { name },
      spec: { storageClassName: 'gold', accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    });
    await create('persistentvolumeclaims', claim('a', '4Gi'));
    assert.deepEqual(await used(), { 'requests.storage': '4Gi', [gold]: '4Gi' });
    const { message } = await create('persistentvolumeclaims', claim('b', '2Gi'));
    assert.equal(
      message,
      `persistentvolumeclaims "b" is forbidden: exceeded quota: q, requested: ${gold}=2Gi, used: ${gold}=4Gi, limited: ${gold}=5Gi`,
    );
  });

  it('judge a resize in place, and hold what a pod still has', async () => {
    await create('resourcequotas', quota({ 'requests.cpu': '2' }));
    await create('pods', pod('a', { containers: [container({ requests: { cpu: '1' } })] }));
    const resize = async (cpu: string) => {
      const body = { spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }] } };
      const type = { 'content-type': 'application/strategic-merge-patch+json' };
      const { status, body: answer } = await api.call('PATCH', `${NS}/pods/a/resize`, body, type);
      return { status, message: answer.message };
    };
    assert.equal((await resize('1500m')).status, 200);
    assert.deepEqual(await used(), { 'requests.cpu': '1500m' });
    assert.deepEqual(await resize('3'), {
      status: 403,
      message:
        'pods "a" is forbidden: exceeded quota: q, requested: requests.cpu=1500m, used: requests.cpu=1500m, limited: requests.cpu=2',
    });
    const { body } = await api.call('GET', `${NS}/pods/a`);
    const containerStatuses = [{ name: 'c', allocatedResources: { cpu: '1500m' } }];
    await api.call('PUT', `${NS}/pods/a/status`, { ...body, status: { phase: 'Running', containerStatuses } });
    assert.equal((await resize('500m')).status, 200);
    assert.deepEqual(await used(), { 'requests.cpu': '1500m' });
  });

  it('judge the growth of claims', async () => {
    await create('resourcequotas', quota({ 'requests.storage': '3Gi' }));
    const resources = (storage: string) => ({ resources: { requests: { storage } } });
    const spec = { storageClassName: 'gold', accessModes: ['ReadWriteOnce'], ...resources('1Gi') };
    await create('persistentvolumeclaims', { metadata: { name: 'c' }, spec });
    const path = `${NS}/persistentvolumeclaims/c`;
    const { body } = await api.call('GET', path);
    await api.call('PUT', `${path}/status`, { ...body, status: { phase: 'Bound' } });
    const merge = { 'content-type': 'application/merge-patch+json' };
    await api.call('PATCH', path, { spec: { volumeName: 'v' } }, merge);
    const grow = async (storage: string) => {
      const { status, body: answer } = await api.call('PATCH', path, { spec: resources(storage) }, merge);
      return { status, message: answer.message };
    };
    assert.equal((await grow('2Gi')).status, 200);
    assert.deepEqual(await grow('4Gi'), {
      status: 403,
      message:
        'persistentvolumeclaims "c" is forbidden: exceeded quota: q, requested: requests.storage=2Gi, used: requests.storage=2Gi, limited: requests.storage=3Gi',
    });
    assert.deepEqual(await used(), { 'requests.storage': '2Gi' });
  });

  it('let pods go that should be gone, in time', async () => {
    await create('resourcequotas', quota({ pods: '1' }));
    const stuck = { ...pod('a', { nodeName: 'n' }), metadata: { name: 'a', finalizers: ['a.b/c'] } };
    await create('pods', stuck);
    await api.call('DELETE', `${NS}/pods/a?gracePeriodSeconds=30`);
    assert.deepEqual(await used(), { pods: '1' });
    clock.advance(6 * 60_000);
    for (let i = 0; i < 10; i++) await new Promise(setImmediate);
    assert.deepEqual(await used(), { pods: '0' });
  });
});
