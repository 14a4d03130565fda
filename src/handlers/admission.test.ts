/** What admission sees of each write, and that nobody can make it see something else. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { AdmissionAttributes } from '../admission/admission.ts';
import { StatusError } from '../api/status.ts';
import { openTestApi, type TestApi } from '../assembly/testing.ts';
import { cloneJson } from '../util/clone.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const PODS = '/api/v1/namespaces/default/pods';
const NODES = '/api/v1/nodes';

interface Seen {
  readonly step: 'mutate' | 'validate';
  readonly attributes: AdmissionAttributes;
  readonly object: any;
  readonly old: any;
}
/** As it goes over the wire: a member that is undefined is none. */
const asSent = (value: unknown) => JSON.parse(JSON.stringify(value));

let seen: Seen[] = [];
let act: (step: Seen['step'], attributes: AdmissionAttributes) => void = () => {};
const record = (step: Seen['step']) => (attributes: AdmissionAttributes) => {
  const { object, oldObject } = attributes;
  seen.push({ step, attributes, object: cloneJson(object), old: cloneJson(oldObject) });
  act(step, attributes);
};

let api: TestApi;
before(async () => {
  api = await openTestApi({
    // Refusals that no plugin should make are made here by the dozen.
    logError: () => {},
    admissionPlugins: [
      { name: 'recorder', handles: () => true, admit: record('mutate'), validate: record('validate') },
    ],
  });
});
after(() => api.close());
beforeEach(() => {
  seen = [];
  act = () => {};
});

const spec = {
  selector: { matchLabels: { app: 'd' } },
  template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
};
const OBJECTS: Record<string, [collection: string, object: (name: string) => any]> = {
  configmap: [CONFIG_MAPS, (name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: '1' } })],
  deployment: [DEPLOYMENTS, (name) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec })],
  pod: [PODS, (name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: spec.template.spec })],
  node: [NODES, (name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })],
};
let count = 0;
async function created(kind: keyof typeof OBJECTS): Promise<{ path: string; object: any }> {
  const [collection, make] = OBJECTS[kind]!;
  count += 1;
  const object = make(`o-${count}`);
  const { status, body, text } = await api.call('POST', collection, object);
  assert.equal(status, 201, text);
  seen = [];
  return { path: `${collection}/${object.metadata.name}`, object: body };
}

const MERGE = 'application/merge-patch+json';
const APPLY = 'application/apply-patch+yaml';
/** Every way to write an object: how, and where in what is validated the change shows. */
const WRITES: [
  what: string,
  kind: keyof typeof OBJECTS,
  method: string,
  view: string,
  type: string,
  body: (object: any) => unknown,
  shows: (object: any) => unknown,
  expected: unknown,
][] = [
  ['PUT', 'configmap', 'PUT', '', 'application/json', (o) => ({ ...o, data: { a: '2' } }), (o) => o.data.a, '2'],
  ['a merge patch', 'configmap', 'PATCH', '', MERGE, () => ({ data: { a: '2' } }), (o) => o.data.a, '2'],
  [
    'a strategic patch',
    'configmap',
    'PATCH',
    '',
    'application/strategic-merge-patch+json',
    () => ({ data: { a: '2' } }),
    (o) => o.data.a,
    '2',
  ],
  [
    'a JSON patch',
    'configmap',
    'PATCH',
    '',
    'application/json-patch+json',
    () => [{ op: 'replace', path: '/data/a', value: '2' }],
    (o) => o.data.a,
    '2',
  ],
  [
    'an apply',
    'configmap',
    'PATCH',
    '?fieldManager=m&force=true',
    APPLY,
    ({ apiVersion, kind, metadata: { name } }) => ({ apiVersion, kind, metadata: { name }, data: { a: '2' } }),
    (o) => o.data.a,
    '2',
  ],
  [
    'a status',
    'deployment',
    'PATCH',
    '/status',
    MERGE,
    () => ({ status: { replicas: 7 } }),
    (o) => o.status.replicas,
    7,
  ],
  ['a node', 'node', 'PATCH', '', MERGE, () => ({ spec: { unschedulable: true } }), (o) => o.spec.unschedulable, true],
  ['a node status', 'node', 'PATCH', '/status', MERGE, () => ({ status: { phase: 'x' } }), (o) => o.status.phase, 'x'],
  [
    'ephemeral containers',
    'pod',
    'PATCH',
    '/ephemeralcontainers',
    'application/strategic-merge-patch+json',
    () => ({ spec: { ephemeralContainers: [{ name: 'e', image: 'i' }] } }),
    (o) => o.spec.ephemeralContainers[0].name,
    'e',
  ],
];
for (const [what, kind, method, view, type, body, shows, expected] of WRITES) {
  test(`CVE-2016-1905, CVE-2021-25735: ${what}: the validators see what is stored, and what was there before`, async () => {
    const { path, object } = await created(kind);
    const answer = await api.call(method, path + view, body(object), { 'content-type': type });
    assert.equal(answer.status, 200, answer.text);
    const last = seen.at(-1)!;
    assert.deepEqual(
      seen.map(({ step }) => step),
      ['mutate', 'validate'],
    );
    assert.equal(last.attributes.operation, 'UPDATE');
    assert.equal(last.attributes.subresource, /^\/(\w+)/.exec(view)?.[1] ?? '');
    assert.equal(shows(last.object), expected);
    assert.deepEqual(last.old, object, 'the old object is the stored one');
    const { body: stored } = await api.call('GET', path);
    const versionless = (one: any) => asSent({ ...one, metadata: { ...one.metadata, resourceVersion: '' } });
    assert.deepEqual(versionless(last.object), versionless(stored));
  });

  test(`a refusal of ${what} changes nothing`, async () => {
    const { path, object } = await created(kind);
    act = (step) => {
      if (step === 'validate') throw new Error('no');
    };
    const { status } = await api.call(method, path + view, body(object), { 'content-type': type });
    assert.equal(status, 500, 'whatever is thrown refuses');
    assert.deepEqual((await api.call('GET', path)).body, object);
  });
}

const SCALE = { apiVersion: 'autoscaling/v1', kind: 'Scale' };
const SCALES: [what: string, method: string, type: string, body: (name: string) => unknown][] = [
  ['a scale', 'PUT', 'application/json', (name) => ({ ...SCALE, metadata: { name }, spec: { replicas: 7 } })],
  ['a scale patch', 'PATCH', MERGE, () => ({ spec: { replicas: 7 } })],
];
for (const [what, method, type, body] of SCALES) {
  test(`CVE-2016-1905, CVE-2021-25735: ${what}: admission sees the Scale that is to be, and the one that was`, async () => {
    const { path, object } = await created('deployment');
    const before = (await api.call('GET', `${path}/scale`)).body;
    const answer = await api.call(method, `${path}/scale`, body(object.metadata.name), { 'content-type': type });
    assert.equal(answer.status, 200, answer.text);
    const { managedFields: _, ...metadata } = before.metadata;
    for (const { attributes, object: now, old } of seen) {
      assert.deepEqual([attributes.resource.resource, attributes.subresource], ['deployments', 'scale']);
      assert.deepEqual(attributes.kind, { group: 'autoscaling', version: 'v1', kind: 'Scale' });
      assert.equal(now.spec.replicas, 7);
      assert.equal(old.spec.replicas, 1);
      assert.equal(old.metadata.uid, metadata.uid);
    }
    assert.equal(seen.length, 2);
    assert.equal((await api.call('GET', path)).body.spec.replicas, 7);
  });
}

test('what admission makes of a Scale is what the workload is scaled to', async () => {
  const { path, object } = await created('deployment');
  act = (step, { object: scale }) => {
    if (step === 'mutate') scale!.spec.replicas = 3;
  };
  const { name } = object.metadata;
  const sent = { ...SCALE, metadata: { name }, spec: { replicas: 7 } };
  assert.equal((await api.call('PUT', `${path}/scale`, sent)).body.spec.replicas, 3);
  act = (step) => {
    if (step === 'validate') throw new Error('no');
  };
  assert.equal((await api.call('PUT', `${path}/scale`, sent)).status, 500);
  assert.equal((await api.call('GET', path)).body.spec.replicas, 3);
});

test('CVE-2021-25735: neither object can be changed by a validator, nor the old one by a mutator', async () => {
  const { path, object } = await created('node');
  const attempts = {
    'old object, mutating': (step: string, { oldObject }: any) => {
      if (step === 'mutate') oldObject.metadata.labels.role = 'x';
    },
    'old object, validating': (step: string, { oldObject }: any) => {
      if (step === 'validate') oldObject.metadata.labels.role = 'x';
    },
    'new object, validating': (step: string, { object: changed }: any) => {
      if (step === 'validate') changed.metadata.labels.role = 'x';
    },
  };
  await api.call('PATCH', path, { metadata: { labels: { role: 'own' } } }, { 'content-type': MERGE });
  const before = (await api.call('GET', path)).body;
  for (const [what, attempt] of Object.entries(attempts)) {
    act = attempt;
    const { status } = await api.call('PATCH', path, { spec: { unschedulable: true } }, { 'content-type': MERGE });
    assert.equal(status, 500, what);
    assert.deepEqual((await api.call('GET', path)).body, before, what);
  }
  assert.equal(object.metadata.labels?.role, undefined);
});

test('what a mutator sets is validated and stored', async () => {
  act = (step, { object }) => {
    if (step === 'mutate') object!.metadata.labels = { set: 'by-admission' };
  };
  const { object } = await created('configmap');
  assert.equal(object.metadata.labels.set, 'by-admission');
  act = (step, { object: changed }) => {
    if (step === 'mutate') changed!.metadata.labels = { 'not a label': 'x' };
  };
  const refused = await api.call('POST', CONFIG_MAPS, OBJECTS.configmap![1]('invalid'));
  assert.equal(refused.status, 422);
});

test('managedFields that a mutator breaks are those from before it, with a warning', async () => {
  act = (step, { object }) => {
    if (step === 'mutate') object!.metadata.managedFields = [{ manager: 'x', operation: 'Nothing' as any }];
  };
  const [collection, make] = OBJECTS.configmap!;
  const { body, headers } = await api.call('POST', collection, make('broken'));
  assert.equal(body.metadata.managedFields[0].manager, 'test');
  assert.match(String(headers.warning), /managedFields was in an invalid state after admission/);
  act = () => {};
  await api.call('DELETE', `${collection}/broken`);
});

test('deletions, bindings and evictions pass admission', async () => {
  const { path, object } = await created('configmap');
  await api.call('DELETE', path);
  assert.deepEqual(
    seen.map(({ step, attributes, object: now, old }) => [step, attributes.operation, now, old]),
    [
      ['mutate', 'DELETE', undefined, object],
      ['validate', 'DELETE', undefined, object],
    ],
  );
  const pod = await created('pod');
  const { name } = pod.object.metadata;
  const metadata = { name };
  await api.call('POST', `${pod.path}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata, target: { name: 'n' } });
  await api.call('POST', `${pod.path}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata });
  assert.deepEqual(
    seen.map(({ step, attributes }) => `${step} ${attributes.operation} ${attributes.subresource}`),
    ['mutate CREATE binding', 'validate CREATE binding', 'mutate CREATE eviction', 'validate CREATE eviction'],
  );
});

const CONNECTIONS: [what: string, subresource: string, query: string, options: object][] = [
  [
    'exec',
    'exec',
    '?command=sh&command=-c&stdin=true&tty=false&container=c',
    { kind: 'PodExecOptions', stdin: true, container: 'c', command: ['sh', '-c'] },
  ],
  ['attach', 'attach', '?stdout=true', { kind: 'PodAttachOptions', stdout: true }],
  [
    'port forwarding',
    'portforward',
    '?ports=80&ports=443,444',
    { kind: 'PodPortForwardOptions', ports: [80, 443, 444] },
  ],
  ['a proxy', 'proxy/a/b', '', { kind: 'PodProxyOptions', path: '/a/b' }],
];
for (const [what, subresource, query, { kind, ...options }] of CONNECTIONS as any[]) {
  test(`${what} passes admission before anything is connected`, async () => {
    const { path } = await created('pod');
    assert.equal((await api.call('GET', `${path}/${subresource}${query}`)).status, 503);
    assert.deepEqual(
      seen.map(({ step, attributes, object }) => [step, attributes.operation, attributes.subresource, object]),
      ['mutate', 'validate'].map((step) => [
        step,
        'CONNECT',
        subresource.split('/')[0],
        { kind, apiVersion: 'v1', ...options },
      ]),
    );
    assert.deepEqual(seen[0]!.attributes.kind, { group: '', version: 'v1', kind });
    act = () => {
      throw new StatusError(403, 'Forbidden', 'no');
    };
    assert.equal((await api.call('GET', `${path}/${subresource}${query}`)).status, 403);
  });
}

test('reading a log is no connection', async () => {
  const { path } = await created('pod');
  await api.call('GET', `${path}/log`);
  assert.deepEqual(seen, []);
});

/** The operation, and the kind of its options with what the client said of them. */
const OPTIONS: [
  what: string,
  method: string,
  query: string,
  type: string,
  body: (object: any) => unknown,
  options: object,
][] = [
  [
    'PUT',
    'PUT',
    '?fieldManager=m&fieldValidation=Ignore',
    'application/json',
    (o) => o,
    { kind: 'UpdateOptions', fieldManager: 'm', fieldValidation: 'Ignore' },
  ],
  ['PATCH', 'PATCH', '?dryRun=All', MERGE, () => ({ data: { b: '2' } }), { kind: 'UpdateOptions', dryRun: ['All'] }],
  [
    'DELETE',
    'DELETE',
    '?dryRun=All',
    'application/json',
    ({ metadata: { uid } }) => ({ propagationPolicy: 'Background', gracePeriodSeconds: 0, preconditions: { uid } }),
    {
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      gracePeriodSeconds: 0,
      preconditions: { uid: 'the uid' },
    },
  ],
  [
    'DELETE without a body',
    'DELETE',
    '?gracePeriodSeconds=3',
    '',
    () => undefined,
    { kind: 'DeleteOptions', gracePeriodSeconds: 3 },
  ],
];
for (const [what, method, query, type, body, options] of OPTIONS) {
  test(`${what}: plugins see the operation's options`, async () => {
    const { path, object } = await created('configmap');
    const { status, text } = await api.call(method, path + query, body(object), type ? { 'content-type': type } : {});
    assert.equal(status, 200, text);
    for (const { attributes } of seen) {
      const expected: any = { apiVersion: 'meta.k8s.io/v1', ...options };
      if (expected.preconditions) expected.preconditions = { uid: object.metadata.uid };
      assert.deepEqual(attributes.options, expected);
    }
    assert.equal(seen.length, 2);
  });
}

test('an apply that creates is a creation, with its options', async () => {
  const [collection, make] = OBJECTS.configmap!;
  const headers = { 'content-type': APPLY };
  await api.call('PATCH', `${collection}/applied?fieldManager=m`, make('applied'), headers);
  assert.deepEqual(
    seen.map(({ attributes }) => [attributes.operation, attributes.options]),
    Array(2).fill(['CREATE', { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'm' }]),
  );
  act = () => {};
  await api.call('DELETE', `${collection}/applied`);
});

test('a dry run passes admission, which is told that it is one', async () => {
  await api.call('POST', `${CONFIG_MAPS}?dryRun=All`, OBJECTS.configmap![1]('dry'));
  assert.deepEqual(
    seen.map(({ attributes }) => attributes.dryRun),
    [true, true],
  );
});

test('a refused member of a collection stays', async () => {
  const { object } = await created('configmap');
  act = (_step, { name, operation }) => {
    if (operation === 'DELETE' && name === object.metadata.name) throw new Error('no');
  };
  assert.equal((await api.call('DELETE', CONFIG_MAPS)).status, 500);
  act = () => {};
  const { body } = await api.call('GET', CONFIG_MAPS);
  assert.deepEqual(
    body.items.map(({ metadata }: any) => metadata.name),
    [object.metadata.name],
  );
});
