/** Endpoints that store nothing of their own: bindings, evictions, reviews, component statuses. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';

const PODS = '/api/v1/namespaces/default/pods';
const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

let count = 0;
async function pod(labels: object = {}, status?: object): Promise<string> {
  count += 1;
  const metadata = { name: `v-${count}`, labels };
  const spec = { containers: [{ name: 'c', image: 'i' }] };
  await api.call('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
  if (status) await writeStatus(`${PODS}/${metadata.name}`, status);
  return metadata.name;
}
const writeStatus = (path: string, status: object) =>
  api.call('PATCH', `${path}/status`, { status }, { 'content-type': 'application/merge-patch+json' });

const binding = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name },
  target: { kind: 'Node', name: 'n1' },
  ...more,
});
const bind = (name: string, body: object = binding(name)) => api.call('POST', `${PODS}/${name}/binding`, body);

test('a binding gives a pod its node, once', async () => {
  const name = await pod();
  const { status, body } = await bind(name);
  assert.deepEqual([status, body.kind, body.status], [201, 'Status', 'Success']);
  const { body: bound } = await api.call('GET', `${PODS}/${name}`);
  assert.equal(bound.spec.nodeName, 'n1');
  assert.equal(bound.status.conditions.find(({ type }: any) => type === 'PodScheduled').status, 'True');
  const again = await bind(name);
  assert.equal(again.status, 409);
  assert.match(again.body.message, /pod .* is already assigned to node "n1"$/);
});

test('a binding may name its pod inside', async () => {
  const name = await pod();
  assert.equal((await api.call('POST', '/api/v1/namespaces/default/bindings', binding(name))).status, 201);
  assert.equal((await api.call('GET', `${PODS}/${name}`)).body.spec.nodeName, 'n1');
});

for (const [what, body, status, message] of [
  ['another name', binding('x'), 400, /^name in URL does not match name in Binding object$/],
  ['no node', { target: {} }, 422, /target\.name: Required value/],
  ['another kind of target', { target: { kind: 'Pod', name: 'n' } }, 422, /target\.kind: Unsupported value: "Pod"/],
  ['a dry run', undefined, 201, undefined],
] as const) {
  test(`a binding with ${what} assigns nothing`, async () => {
    const name = await pod();
    const sent = body && 'kind' in body ? body : binding(name, body);
    const answer = await api.call('POST', `${PODS}/${name}/binding${body ? '' : '?dryRun=All'}`, sent);
    assert.equal(answer.status, status, answer.text);
    if (message) assert.match(answer.body.message, message);
    assert.equal((await api.call('GET', `${PODS}/${name}`)).body.spec.nodeName, undefined);
  });
}

const evict = (name: string, deleteOptions?: object, query = '') =>
  api.call('POST', `${PODS}/${name}/eviction${query}`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace: 'default' },
    ...(deleteOptions && { deleteOptions }),
  });
const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
const unready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] };
const exists = async (name: string) => (await api.call('GET', `${PODS}/${name}`)).status === 200;

async function budget(labels: Record<string, string>, status: object, spec: object = {}): Promise<string> {
  count += 1;
  const name = `budget-${count}`;
  const object = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name } };
  const full = { minAvailable: 1, selector: { matchLabels: labels }, ...spec };
  await api.call('POST', BUDGETS, { ...object, spec: full });
  await writeStatus(`${BUDGETS}/${name}`, { observedGeneration: 1, expectedPods: 2, ...status });
  return name;
}

test('a pod without a budget is evicted', async () => {
  const name = await pod({}, ready);
  const { status, body } = await evict(name);
  assert.deepEqual([status, body.status], [201, 'Success']);
  assert.equal(await exists(name), false);
});

for (const [what, budgetStatus] of [
  ['without a budget', undefined],
  ['charged to its budget', { disruptionsAllowed: 1, desiredHealthy: 1, currentHealthy: 2 }],
] as const) {
  test(`a pod ${what} tells why it goes for as long as it takes`, async () => {
    const labels = { slow: budgetStatus ? 'charged' : 'free' };
    const name = await pod(labels, ready);
    const json = { 'content-type': 'application/merge-patch+json' };
    await api.call('PATCH', `${PODS}/${name}`, { metadata: { finalizers: ['example.com/hold'] } }, json);
    if (budgetStatus) await budget(labels, budgetStatus);
    assert.equal((await evict(name)).status, 201);
    const { metadata, status } = (await api.call('GET', `${PODS}/${name}`)).body;
    assert.ok(metadata.deletionTimestamp);
    const { lastTransitionTime, ...condition } = status.conditions.find(({ type }: any) => type === 'DisruptionTarget');
    assert.ok(lastTransitionTime);
    assert.deepEqual(condition, {
      type: 'DisruptionTarget',
      status: 'True',
      lastProbeTime: null,
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
      observedGeneration: 1,
    });
  });
}

test('an eviction is charged to the budget until it is spent', async () => {
  const labels = { app: 'charged' };
  const [first, second] = [await pod(labels, ready), await pod(labels, ready)];
  const name = await budget(labels, { disruptionsAllowed: 1, desiredHealthy: 1, currentHealthy: 2 });
  assert.equal((await evict(first!)).status, 201);
  const { status } = (await api.call('GET', `${BUDGETS}/${name}`)).body;
  assert.equal(status.disruptionsAllowed, 0);
  assert.deepEqual(Object.keys(status.disruptedPods), [first]);
  const refused = await evict(second!);
  assert.equal(refused.status, 429);
  assert.equal(refused.body.message, "Cannot evict pod as it would violate the pod's disruption budget.");
  assert.deepEqual(refused.body.details.causes, [
    { reason: 'DisruptionBudget', message: `The disruption budget ${name} needs 1 healthy pods and has 2 currently` },
  ]);
  assert.equal(await exists(second!), true);
});

const BUDGET_CASES: [what: string, pod: object, budget: object, spec: object, status: number][] = [
  ['a budget not yet counted', ready, { observedGeneration: 0, disruptionsAllowed: 1 }, {}, 429],
  ['an unready pod of a healthy budget', unready, { desiredHealthy: 1, currentHealthy: 1 }, {}, 201],
  ['an unready pod of a broken budget', unready, { desiredHealthy: 2, currentHealthy: 1 }, {}, 429],
  [
    'an unready pod that may always go',
    unready,
    { desiredHealthy: 2, currentHealthy: 1 },
    { unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    201,
  ],
  ['a pod that has ended', { phase: 'Succeeded' }, { desiredHealthy: 2, currentHealthy: 1 }, {}, 201],
  ['a pod that has not started', { phase: 'Pending' }, { desiredHealthy: 2, currentHealthy: 1 }, {}, 201],
];
for (const [position, [what, podStatus, budgetStatus, spec, status]] of BUDGET_CASES.entries()) {
  test(`${what} → ${status}`, async () => {
    const labels = { case: `c${position}` };
    const name = await pod(labels, podStatus);
    await budget(labels, { disruptionsAllowed: 0, ...budgetStatus }, spec);
    assert.equal((await evict(name)).status, status);
    assert.equal(await exists(name), status !== 201);
  });
}

for (const [disruptionsAllowed, status, reason, isNew] of [
  [1, 'False', 'InsufficientPods', true],
  [2, 'True', 'SufficientPods', false],
] as const) {
  test(`a budget of ${disruptionsAllowed} says after an eviction whether it allows another`, async () => {
    const labels = { allowance: `${disruptionsAllowed}` };
    const name = await pod(labels, ready);
    const lastTransitionTime = '2020-01-01T00:00:00Z';
    const before = { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '' };
    const conditions = [{ ...before, lastTransitionTime }];
    const charged = await budget(labels, { disruptionsAllowed, conditions });
    assert.equal((await evict(name)).status, 201);
    const { body } = await api.call('GET', `${BUDGETS}/${charged}`);
    const [condition, ...others] = body.status.conditions;
    assert.equal(condition.lastTransitionTime !== lastTransitionTime, isNew);
    const type = 'DisruptionAllowed';
    const expected = { type, status, reason, message: '', observedGeneration: 1 };
    assert.deepEqual([{ ...condition, lastTransitionTime }, others], [{ ...expected, lastTransitionTime }, []]);
  });
}

test('a pod with two budgets cannot be evicted', async () => {
  const labels = { app: 'two' };
  const name = await pod(labels, ready);
  for (let index = 0; index < 2; index += 1) await budget(labels, { disruptionsAllowed: 1 });
  const { status, body } = await evict(name);
  assert.equal(status, 500);
  assert.match(body.message, /more than one PodDisruptionBudget/);
});

for (const [query, deleteOptions] of [
  ['?dryRun=All', undefined],
  ['', { dryRun: ['All'] }],
] as const) {
  test(`a dry eviction (${query || 'in the body'}) charges and deletes nothing`, async () => {
    const labels = { dry: query ? 'query' : 'body' };
    const name = await pod(labels, ready);
    const charged = await budget(labels, { disruptionsAllowed: 1, desiredHealthy: 1, currentHealthy: 2 });
    assert.equal((await evict(name, deleteOptions, query)).status, 201);
    assert.equal(await exists(name), true);
    assert.equal((await api.call('GET', `${BUDGETS}/${charged}`)).body.status.disruptionsAllowed, 1);
  });
}

for (const [state, status] of [
  ['guarded', ready],
  ['free', unready],
] as const) {
  test(`a ${state} pod that is not the one that was meant costs its budget nothing`, async () => {
    const labels = { meant: state };
    const name = await pod(labels, status);
    const charged = await budget(labels, { disruptionsAllowed: 1, desiredHealthy: 1, currentHealthy: 1 });
    for (const preconditions of [{ uid: 'other' }, { resourceVersion: '1' }]) {
      const { status: code, body } = await evict(name, { preconditions });
      assert.deepEqual([code, body.reason], [409, 'Conflict']);
    }
    assert.equal((await api.call('GET', `${BUDGETS}/${charged}`)).body.status.disruptionsAllowed, 1);
  });
}

test('an eviction keeps to the preconditions and the name of its body', async () => {
  const name = await pod({}, ready);
  assert.equal((await evict(name, { preconditions: { uid: 'other' } })).status, 409);
  assert.equal((await evict(name, { preconditions: { resourceVersion: '1' } })).status, 409);
  const { conditions } = (await api.call('GET', `${PODS}/${name}`)).body.status;
  const unset = { lastProbeTime: null, lastTransitionTime: null };
  assert.deepEqual(conditions, [{ ...ready.conditions[0], ...unset }]);
  const other = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'x' } };
  assert.equal((await api.call('POST', `${PODS}/${name}/eviction`, other)).status, 400);
  assert.equal(await exists(name), true);
});

for (const [version, status, isGone] of [
  ['v1beta1', 201, true],
  ['v1alpha1', 400, false],
] as const) {
  test(`an eviction of policy/${version} is ${isGone ? 'taken for one of policy/v1' : 'refused'}`, async () => {
    const name = await pod({}, ready);
    const eviction = { apiVersion: `policy/${version}`, kind: 'Eviction', metadata: { name } };
    const answer = await api.call('POST', `${PODS}/${name}/eviction?fieldValidation=Strict`, eviction);
    assert.equal(answer.status, status, answer.text);
    assert.equal(await exists(name), !isGone);
  });
}

const REVIEWS = '/apis/authorization.k8s.io/v1';
test('a review asks the authorizer about the one it names, a self review about its caller', async () => {
  const asked: string[] = [];
  const own = await openTestApi({
    authorizer: {
      name: 'test',
      authorize: ({ user, verb, resource }) => {
        if (resource === 'gadgets') asked.push(`${user.name} ${verb}`);
        return resource === 'gadgets' ? { outcome: 'deny', reason: 'never' } : { outcome: 'allow', reason: '' };
      },
    },
  });
  const resourceAttributes = { verb: 'get', resource: 'gadgets', namespace: 'default' };
  const review = (kind: string, spec: object, metadata = {}) => ({
    apiVersion: 'authorization.k8s.io/v1',
    kind,
    metadata,
    spec: { resourceAttributes, ...spec },
  });
  const answers = [
    await own.call('POST', `${REVIEWS}/subjectaccessreviews`, review('SubjectAccessReview', { user: 'jane' })),
    await own.call('POST', `${REVIEWS}/selfsubjectaccessreviews`, review('SelfSubjectAccessReview', {})),
    await own.call(
      'POST',
      `${REVIEWS}/namespaces/default/localsubjectaccessreviews`,
      review('LocalSubjectAccessReview', { user: 'joe' }, { namespace: 'default' }),
    ),
  ];
  assert.deepEqual(asked, ['jane get', 'admin get', 'joe get']);
  for (const { status, body } of answers) {
    assert.equal(status, 201);
    assert.deepEqual(body.status, { allowed: false, denied: true, reason: 'never' });
  }
  await own.close();
});

for (const [kind, spec, message] of [
  ['SubjectAccessReview', { user: 'u' }, /exactly one of nonResourceAttributes or resourceAttributes/],
  ['SubjectAccessReview', { resourceAttributes: {} }, /spec\.user: .*at least one of user or group/],
  [
    'SelfSubjectAccessReview',
    { resourceAttributes: {}, nonResourceAttributes: {} },
    /cannot be specified in combination/,
  ],
] as const) {
  test(`${kind} of ${JSON.stringify(spec)} is refused`, async () => {
    const object = { apiVersion: 'authorization.k8s.io/v1', kind, spec };
    const { status, body } = await api.call('POST', `${REVIEWS}/${kind.toLowerCase()}s`, object);
    assert.equal(status, 422);
    assert.match(body.message, message);
  });
}

test('whoever asks is told who they are', async () => {
  const object = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const { body } = await api.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', object);
  assert.deepEqual(body.status.userInfo, { username: 'admin', groups: ['system:masters'] });
});

test('component statuses are one, deprecated, and nothing else', async () => {
  const { body, headers } = await api.call('GET', '/api/v1/componentstatuses');
  assert.deepEqual(
    body.items.map(({ metadata, conditions }: any) => [metadata.name, conditions[0].status]),
    [['etcd-0', 'True']],
  );
  assert.match(String(headers.warning), /v1 ComponentStatus is deprecated in v1\.19\+/);
  assert.equal((await api.call('GET', '/api/v1/componentstatuses/x')).status, 404);
  assert.equal((await api.call('DELETE', '/api/v1/componentstatuses/etcd-0')).status, 405);
});

test('a review tells that authorization failed as an error, not as a reason', async () => {
  const own = await openTestApi({
    authorizer: {
      name: 'test',
      authorize: ({ resource }) =>
        resource === 'pods'
          ? { outcome: 'deny', reason: 'it could not decide', failed: true }
          : { outcome: 'allow', reason: '' },
    },
  });
  const { body } = await own.call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    kind: 'SubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    spec: { user: 'jane', resourceAttributes: { verb: 'get', resource: 'pods' } },
  });
  assert.deepEqual(body.status, { allowed: false, denied: true, evaluationError: 'it could not decide' });
  await own.close();
});
