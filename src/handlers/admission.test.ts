/** What admission sees of each write, and that nobody can make it see something else. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { AdmissionAttributes } from '../admission/admission.ts';
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
    'a scale',
    'deployment',
    'PUT',
    '/scale',
    'application/json',
    ({ metadata: { name } }) => ({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name },
      spec: { replicas: 7 },
    }),
    (o) => o.spec.replicas,
    7,
  ],
  [
    'a scale patch',
    'deployment',
    'PATCH',
    '/scale',
    MERGE,
    () => ({ spec: { replicas: 7 } }),
    (o) => o.spec.replicas,
    7,
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
