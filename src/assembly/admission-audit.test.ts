/** What admission puts on the audit record: who changed what, and what policies say of an object. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestApi, type TestApi } from './testing.ts';
import { addMutatingPolicy, addValidatingPolicy } from './testing-policies.ts';
import { MUTATING, VALIDATING, WebhookBench } from './testing-webhooks.ts';

const NS = '/api/v1/namespaces/default';
const PLUGINS = ['NamespaceLifecycle', 'MutatingAdmissionPolicy', 'ValidatingAdmissionPolicy'] as const;
const EVERYWHERE = {
  users: [],
  userGroups: [],
  verbs: [],
  resources: [],
  namespaces: [],
  nonResourceURLs: [],
  omitStages: [],
};
const STEP = 'mutation.admission.allium.dev/step_';
const FAILURE = 'validation.policy.admission.k8s.io/validation_failure';

type Level = 'Metadata' | 'Request';
const recording = (level: Level, events: any[]) => ({
  policy: { rules: [{ level, ...EVERYWHERE }], omitStages: ['RequestReceived' as const], omitManagedFields: false },
  events,
});

/** @returns the annotations of the last request that the work makes */
async function annotationsOf(level: Level, work: (api: TestApi) => Promise<void>): Promise<Record<string, string>> {
  const events: any[] = [];
  const api = await openTestApi({ admission: PLUGINS, audit: recording(level, events) });
  try {
    await work(api);
    return events.at(-1).annotations ?? {};
  } finally {
    await api.close();
  }
}

const labels = (value: string) => `JSONPatch{op: 'add', path: '/metadata/labels', value: {'by': ${value}}}`;
const mutation = (expression: string) => ({
  mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: `[${expression}]` } }],
});
const steps = (annotations: Record<string, string>) =>
  Object.keys(annotations)
    .filter((key) => key.startsWith(STEP))
    .sort()
    .map((key) => JSON.parse(annotations[key]!));

const configMap = { metadata: { name: 'c' }, data: { a: '1' } };
const twoPolicies = async (api: TestApi) => {
  await addMutatingPolicy(api, { name: 'a', spec: mutation(labels("'a'")) });
  const replace = "JSONPatch{op: 'replace', path: '/metadata/labels/by', value: object.metadata.labels.by + 'b'}";
  await addMutatingPolicy(api, { name: 'b', spec: mutation(replace) });
  assert.equal((await api.call('POST', `${NS}/configmaps`, configMap)).status, 201);
};

describe('mutating policies', () => {
  test('are each told of as the author of what they changed, with the diff', async () => {
    const annotations = await annotationsOf('Request', twoPolicies);
    assert.deepEqual(steps(annotations), [
      {
        by: 'MutatingAdmissionPolicy',
        author: 'a',
        patch: [{ op: 'add', path: '/metadata/labels', value: { by: 'a' } }],
      },
      {
        by: 'MutatingAdmissionPolicy',
        author: 'b',
        patch: [{ op: 'replace', path: '/metadata/labels/by', value: 'ab', oldValue: 'a' }],
      },
    ]);
  });

  test('tell no diff where the record has no bodies', async () => {
    assert.deepEqual(steps(await annotationsOf('Metadata', twoPolicies)), []);
  });

  test('that change nothing are not told of', async () => {
    const annotations = await annotationsOf('Request', async (api) => {
      await addMutatingPolicy(api, {
        spec: mutation("JSONPatch{op: 'replace', path: '/data/a', value: object.data.a}"),
      });
      await api.call('POST', `${NS}/configmaps`, configMap);
    });
    assert.deepEqual(steps(annotations), []);
  });

  test('of Secrets tell where they changed something, and not what is there', async () => {
    const annotations = await annotationsOf('Request', async (api) => {
      await addMutatingPolicy(api, {
        match: {
          resourceRules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['secrets'] }],
        },
        spec: mutation("JSONPatch{op: 'replace', path: '/data/password', value: 'Y2FuYXJ5LW5ldw=='}"),
      });
      const secret = { metadata: { name: 's' }, data: { password: 'Y2FuYXJ5LW9sZA==' } };
      assert.equal((await api.call('POST', `${NS}/secrets`, secret)).status, 201);
    });
    const [{ patch }] = steps(annotations);
    assert.deepEqual(patch, [{ op: 'replace', path: '/data/password', value: '<redacted>', oldValue: '<redacted>' }]);
    assert.doesNotMatch(JSON.stringify(annotations), /Y2FuYXJ5/);
  });
});

test('the mutating policy that makes of an object what it cannot be is on the record', async () => {
  const annotations = await annotationsOf('Metadata', async (api) => {
    await addMutatingPolicy(api, { name: 'p', spec: mutation("JSONPatch{op: 'add', path: '/speck', value: 'x'}") });
    assert.equal((await api.call('POST', `${NS}/configmaps`, configMap)).status, 500);
  });
  const by = {
    'admission.allium.dev/refused-by': 'MutatingAdmissionPolicy',
    'admission.allium.dev/refused-for': 'p/p',
  };
  assert.deepEqual(annotations, { ...annotations, ...by });
});

test('what is made of a binding is told as of any object', async () => {
  const events: any[] = [];
  const admission = ['NamespaceLifecycle', 'PodTopologyLabels'] as const;
  const api = await openTestApi({ admission, audit: recording('Request', events) });
  try {
    await api.call('POST', '/api/v1/nodes', {
      metadata: { name: 'n', labels: { 'topology.kubernetes.io/zone': 'a' } },
    });
    const spec = { containers: [{ name: 'c', image: 'i' }] };
    await api.call('POST', `${NS}/pods`, { metadata: { name: 'p' }, spec });
    const binding = { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } };
    assert.equal((await api.call('POST', `${NS}/pods/p/binding`, binding)).status, 201);
    assert.deepEqual(steps(events.at(-1).annotations), [
      {
        by: 'PodTopologyLabels',
        patch: [{ op: 'add', path: '/metadata/labels', value: { 'topology.kubernetes.io/zone': 'a' } }],
      },
    ]);
  } finally {
    await api.close();
  }
});

describe('validating policies', () => {
  const invalid = { validations: [{ expression: "object.data.a == '2'", message: 'a must be 2' }] };
  const audit = (actions: readonly string[], more: object = {}) => ({
    spec: { ...invalid, ...more },
    binding: { validationActions: actions },
  });

  test('put their failures on the record where their binding says Audit', async () => {
    const annotations = await annotationsOf('Metadata', async (api) => {
      await addValidatingPolicy(api, { name: 'p', ...audit(['Audit', 'Warn']) });
      await addValidatingPolicy(api, { name: 'q', ...audit(['Warn']) });
      const second = [{ expression: 'true' }, { expression: 'size(object.data) == 9', message: 'nine' }];
      await addValidatingPolicy(api, { name: 'r', ...audit(['Audit'], { validations: second }) });
      assert.equal((await api.call('POST', `${NS}/configmaps`, configMap)).status, 201);
    });
    assert.deepEqual(JSON.parse(annotations[FAILURE]!), [
      {
        message: 'a must be 2',
        policy: 'p',
        binding: 'p',
        expressionIndex: 0,
        validationActions: ['Audit', 'Warn'],
      },
      { message: 'nine', policy: 'r', binding: 'r', expressionIndex: 1, validationActions: ['Audit'] },
    ]);
  });

  test('put what they compute on the record, refused or not, and each value once', async () => {
    const annotations = await annotationsOf('Metadata', async (api) => {
      const auditAnnotations = [
        { key: 'size', valueExpression: "'has ' + string(size(object.data))" },
        { key: 'none', valueExpression: 'null' },
      ];
      await addValidatingPolicy(api, { name: 'p', ...audit(['Deny'], { auditAnnotations }) });
      const binding = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name: 'again' },
        spec: { policyName: 'p', validationActions: ['Deny'] },
      };
      const bindings = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';
      assert.equal((await api.call('POST', bindings, binding)).status, 201);
      assert.equal((await api.call('POST', `${NS}/configmaps`, configMap)).status, 422);
    });
    assert.match(annotations['admission.allium.dev/refused-for']!, /^p\/(p|again)$/);
    assert.deepEqual(annotations, {
      ...annotations,
      'p/size': 'has 1',
      'admission.allium.dev/refused-by': 'ValidatingAdmissionPolicy',
    });
    assert.ok(!('p/none' in annotations));
  });
});

test('the webhook that refused is on the record', async () => {
  const events: any[] = [];
  const bench = await WebhookBench.open({ audit: recording('Metadata', events) });
  try {
    const { server } = await bench.answering(() => ({ allowed: false }));
    await bench.configure(MUTATING, [bench.hook(server)], 'hooks');
    assert.equal((await bench.api.call('POST', `${NS}/configmaps`, configMap)).status, 400);
    const { annotations } = events.at(-1);
    assert.equal(annotations['admission.allium.dev/refused-by'], 'MutatingAdmissionWebhook');
    assert.equal(annotations['admission.allium.dev/refused-for'], 'hook.example.com');
  } finally {
    await bench.close();
  }
});

test('webhooks annotate under their names, each key once; what is no name is passed over', async () => {
  const events: any[] = [];
  const bench = await WebhookBench.open({ audit: recording('Metadata', events) });
  try {
    let asked = 0;
    const { server } = await bench.answering(() => {
      const auditAnnotations = { times: String(++asked), 'a b': 'x', 'a/b': 'x', '': 'x' };
      return { allowed: true, auditAnnotations };
    });
    for (const kind of [MUTATING, VALIDATING] as const) await bench.configure(kind, [bench.hook(server)], 'hooks');
    assert.equal((await bench.api.call('POST', `${NS}/configmaps`, configMap)).status, 201);
    const { annotations } = events.at(-1);
    const ofHook = Object.entries(annotations).filter(([key]) => key.startsWith('hook.example.com/'));
    assert.deepEqual([asked, ofHook], [2, [['hook.example.com/times', '1']]]);
  } finally {
    await bench.close();
  }
});

test('a webhook’s patch of a Secret is not on the record', async () => {
  const events: any[] = [];
  const bench = await WebhookBench.open({ audit: recording('Request', events) });
  try {
    const patch = [{ op: 'add', path: '/data/added', value: 'Y2FuYXJ5' }];
    const bytes = Buffer.from(JSON.stringify(patch)).toString('base64');
    const { server } = await bench.answering(() => ({ allowed: true, patchType: 'JSONPatch', patch: bytes }));
    await bench.configure(MUTATING, [bench.hook(server)], 'hooks');
    const created = await bench.api.call('POST', `${NS}/secrets`, { metadata: { name: 's' }, data: { old: '' } });
    assert.equal(created.body.data.added, 'Y2FuYXJ5', created.text);
    const { annotations } = events.at(-1);
    assert.equal(annotations['patch.webhook.admission.k8s.io/round_0_index_0'], '<redacted>');
    assert.doesNotMatch(JSON.stringify(annotations), /Y2FuYXJ5/);
    const [change] = steps(annotations);
    assert.deepEqual([change.by, change.author], ['MutatingAdmissionWebhook', 'hook.example.com']);
  } finally {
    await bench.close();
  }
});
