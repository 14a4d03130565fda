import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';

const OWN = '/apis/allium.dev/v1alpha1';
const apiVersion = 'allium.dev/v1alpha1';

const pod = (spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', ...metadata },
  spec: { containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '500m' } } }], ...spec },
});

describe('explanations of admission', () => {
  let api: TestApi;
  before(async () => {
    api = await openTestApi({
      admission: ['NamespaceLifecycle', 'AlwaysPullImages', 'PodSecurity', 'Priority', 'ResourceQuota'],
      authorizer: {
        name: 'test',
        authorize: ({ user, verb, resource }) =>
          user.name === 'admin' || (user.name === 'jane' && verb === 'create' && resource === 'pods')
            ? { outcome: 'allow', reason: 'a test' }
            : { outcome: 'no-opinion', reason: '' },
      },
    });
    await api.call('POST', '/api/v1/namespaces/default/resourcequotas', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'team' },
      spec: { hard: { pods: '10', 'requests.cpu': '2' } },
    });
  });
  after(() => api.close());

  const explain = async (object: unknown, spec: object = {}) => {
    const kind = 'AdmissionExplanation';
    const answer = await api.call('POST', `${OWN}/admissionexplanations`, {
      apiVersion,
      kind,
      spec: { object, ...spec },
    });
    return { ...answer, explained: answer.body.status };
  };

  test('tell who changed what, and leave nothing behind', async () => {
    const { status, explained } = await explain(pod());
    assert.equal(status, 201);
    assert.equal(explained.admitted, true);
    assert.deepEqual(explained.requester, { username: 'admin', groups: ['system:masters'] });
    assert.deepEqual(explained.request, {
      operation: 'Create',
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace: 'default',
      name: 'web',
    });
    assert.deepEqual(
      explained.changes.map(({ by }: any) => by),
      ['Defaulting', 'AlwaysPullImages', 'Priority'],
    );
    assert.deepEqual(explained.changes[1].patch, [
      {
        op: 'replace',
        path: '/spec/containers/0/imagePullPolicy',
        value: 'Always',
        oldValue: 'IfNotPresent',
      },
    ]);
    assert.equal(explained.object.spec.containers[0].imagePullPolicy, 'Always');
    assert.equal((await api.call('GET', '/api/v1/namespaces/default/pods/web')).status, 404);
  });

  test('tell what is left of the quotas', async () => {
    const { explained } = await explain(pod());
    assert.deepEqual(explained.quotas, [
      {
        name: 'team',
        resources: [
          { name: 'pods', requested: '1', used: '0', hard: '10', left: '9' },
          { name: 'requests.cpu', requested: '500m', used: '0', hard: '2', left: '1500m' },
        ],
      },
    ]);
  });

  const quota = { containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '3' } } }] };
  const cases: Record<string, [object: object, spec: object, step: string, by: string | undefined, remedy: RegExp]> = {
    'a quota': [pod(quota), {}, 'Admission', 'ResourceQuota', /raise the quota/],
    'a plugin': [pod({}, { namespace: 'nowhere' }), {}, 'Admission', 'NamespaceLifecycle', /create namespace nowhere/],
    validation: [pod({ restartPolicy: 'Sometimes' }), {}, 'Validation', undefined, /Correct the fields/],
    'an unknown field': [pod({ colour: 'red' }), {}, 'Decoding', undefined, /kubectl explain/],
  };
  for (const [name, [object, spec, step, by, remedy]] of Object.entries(cases)) {
    test(`tell of a refusal by ${name} what would satisfy it`, async () => {
      const { explained } = await explain(object, spec);
      assert.equal(explained.admitted, false);
      assert.deepEqual([explained.refusals[0].step, explained.refusals[0].by], [step, by]);
      assert.match(explained.refusals[0].remedy, remedy);
      assert.equal(explained.object, undefined);
    });
  }

  test('tell of every refusal', async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
    await api.call('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'strict', labels },
    });
    const hard = { pods: '0' };
    const none = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'none' }, spec: { hard } };
    await api.call('POST', '/api/v1/namespaces/strict/resourcequotas', none);
    const { explained } = await explain(pod({ hostNetwork: true }, { namespace: 'strict' }));
    const told = explained.refusals.map(({ by, remedy }: any) => [by, remedy]);
    assert.deepEqual(
      told.map(([by]: string[]) => by),
      ['PodSecurity', 'ResourceQuota'],
    );
    assert.match(told[0][1], /enforce=privileged$/);
    assert.equal((await api.call('GET', '/api/v1/namespaces/strict/pods')).body.items.length, 0);
  });

  test('of an object whose name is generated', async () => {
    const { explained } = await explain(pod({}, { name: undefined, generateName: 'web-' }));
    assert.equal(explained.admitted, true);
    assert.match(explained.object.metadata.name, /^web-.{5}$/);
  });

  test('by how much a quota is exceeded', async () => {
    const { explained } = await explain(pod(quota));
    assert.equal(explained.quotas[0].resources[1].left, '-1');
  });

  test('act as another: what he may, not what one may oneself', async () => {
    const { explained } = await explain(pod(), { user: 'jane', groups: ['dev'] });
    assert.equal(explained.admitted, true);
    assert.deepEqual(explained.user, { username: 'jane', groups: ['dev', 'system:authenticated'] });
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
    const { explained: refused } = await explain(map, { user: 'jane' });
    assert.deepEqual([refused.refusals[0].step, refused.refusals[0].code], ['Authorization', 403]);
    assert.equal(refused.authorization.allowed, false);
  });

  test('threat: nobody acts as another by asking for an explanation', async () => {
    const asJane = { 'impersonate-user': 'jane' };
    const body = { apiVersion, kind: 'AdmissionExplanation', spec: { object: pod(), user: 'admin' } };
    assert.equal((await api.call('POST', `${OWN}/admissionexplanations`, body, asJane)).status, 403);
  });

  test('of an object that exists show what applying it would do', async () => {
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'known', namespace: 'default' },
      data: { a: '1' },
    };
    await api.call('POST', '/api/v1/namespaces/default/configmaps', map);
    const { explained } = await explain({ ...map, data: { a: '2' } });
    assert.equal(explained.request.operation, 'Apply');
    assert.equal(explained.object.data.a, '2');
    assert.equal((await api.call('GET', '/api/v1/namespaces/default/configmaps/known')).body.data.a, '1');
  });

  test('refuse a question without a spec', async () => {
    const { status, body } = await api.call('POST', `${OWN}/admissionexplanations`, {
      apiVersion,
      kind: 'AdmissionExplanation',
    });
    assert.equal(status, 422);
    assert.match(body.message, /spec.object: Required value/);
  });

  const bad: readonly [object: unknown, message: RegExp][] = [
    [undefined, /spec.object: Required value/],
    [{ kind: 'Pod', metadata: {} }, /spec.object.apiVersion: Required value/],
    [{ apiVersion, kind: 'AdmissionExplanation', metadata: {} }, /no kind that this server stores/],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 3 } }, /spec.object.metadata.name: Invalid value/],
    [{ apiVersion: 'v1', kind: '__proto__', metadata: {} }, /no kind that this server stores/],
  ];
  for (const [object, message] of bad) {
    test(`refuse ${JSON.stringify(object)}`, async () => {
      const { status, body } = await explain(object);
      assert.equal(status, 422);
      assert.match(body.message, message);
    });
  }
});

test('admission plugins are listed in order, with what they did', async () => {
  const api = await openTestApi({ admission: ['NamespaceLifecycle', 'AlwaysPullImages'] });
  try {
    await api.call('POST', '/api/v1/namespaces/default/pods', pod());
    await api.call('POST', '/api/v1/namespaces/nowhere/pods', pod());
    const { body } = await api.call('GET', `${OWN}/admissionplugins`);
    assert.equal(body.kind, 'AdmissionPluginList');
    const shown = body.items.map(({ metadata, spec, status }: any) => [
      metadata.name,
      spec.order,
      spec.mutates,
      status.refused,
    ]);
    assert.deepEqual(shown, [
      ['NamespaceLifecycle', 1, false, 1],
      ['AlwaysPullImages', 2, true, 0],
    ]);
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const table = await api.call('GET', `${OWN}/admissionplugins/AlwaysPullImages`, undefined, { accept });
    assert.deepEqual(table.body.rows[0].cells.slice(0, 3), ['AlwaysPullImages', 2, 'mutates, validates']);
    assert.equal((await api.call('GET', `${OWN}/admissionplugins/Nothing`)).status, 404);
    assert.equal((await api.call('POST', `${OWN}/admissionplugins`, {})).status, 405);
  } finally {
    await api.close();
  }
});

const RECORD_ALL = {
  level: 'Request',
  users: [],
  userGroups: [],
  verbs: [],
  resources: [],
  namespaces: [],
  nonResourceURLs: [],
  omitStages: [],
} as const;

test('audit is told who changed what, and who refused, where it has bodies', async () => {
  const events: any[] = [];
  const policy = {
    rules: [RECORD_ALL],
    omitStages: ['RequestReceived' as const],
    omitManagedFields: false,
  };
  const api = await openTestApi({
    admission: ['NamespaceLifecycle', 'AlwaysPullImages'],
    audit: { policy, events } as any,
  });
  try {
    await api.call('POST', '/api/v1/namespaces/default/pods', pod());
    const { annotations } = events.at(-1);
    const change = JSON.parse(annotations['mutation.admission.allium.dev/step_0']);
    assert.deepEqual([change.by, change.patch[0].value], ['AlwaysPullImages', 'Always']);
    await api.call('POST', '/api/v1/namespaces/nowhere/pods', pod());
    assert.equal(events.at(-1).annotations['admission.allium.dev/refused-by'], 'NamespaceLifecycle');
  } finally {
    await api.close();
  }
});
