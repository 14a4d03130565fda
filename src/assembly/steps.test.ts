import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { selectPlugins } from '../admission/select-plugins.ts';
import { rule } from '../audit/policy/policy.ts';
import { openTestApi, type TestApi } from './testing.ts';

/**
 * A big request goes on in steps, between which others have their turn: none of its steps may cost more than some times
 * what it costs to parse a body of as many values and to write it again, which nobody can take apart. Compared in
 * processor time within one round; a busy machine makes rounds bad, but not all of them.
 */
const MOST_TIMES = 6;
const ROUNDS = 12;

/** Nearly as many values as an object may have. */
const VALUES = 19_800;

const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';
const APPLIED = 'fieldManager=m&force=true';

/** @param each how many values an item takes */
function items<T>(each: number, item: (position: number) => T, values = VALUES): T[] {
  return Array.from({ length: Math.floor(values / each) }, (_, position) => item(position));
}

const keys = (prefix: string, values = VALUES, value = 'v') =>
  Object.fromEntries(items(1, (position): [string, string] => [`${prefix}${position}`, value], values));

const meta = { name: 'big' };
const configMap = (rest: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, ...rest });
const labels = (metadata: object) => configMap({ metadata: { ...meta, ...metadata } });
const pod = (first: object, spec: object = {}) => ({
  metadata: meta,
  spec: { containers: [{ name: 'c', image: 'i', ...first }], ...spec },
});
const deployment = (spec: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta,
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } },
  },
});
const container = (position: number) => ({ name: `c${position}`, image: 'i' });
const service = (spec: object) => ({ metadata: meta, spec: { selector: { a: 'b' }, ...spec } });

type Case = [
  status: number,
  what: string,
  method: string,
  path: string,
  body: object | undefined,
  headers?: Record<string, string>,
];

/**
 * What is created here is found to have more values than it may, with its managedFields, after most of the work is done,
 * and goes on without them; what still has too many defaults is refused. This one has as many as it may, and is what
 * others change.
 */
const STORED = configMap({ metadata: { name: 'stored' }, data: keys('k', VALUES / 2) });
const CHANGED = configMap({ metadata: { name: 'stored' }, data: keys('k', VALUES / 2, 'w') });

const CASES: Case[] = [
  [201, 'keys', 'POST', `${CORE}/configmaps`, configMap({ data: keys('k') })],
  [422, 'labels that are none', 'POST', `${CORE}/configmaps`, labels({ labels: keys('k ') })],
  [201, 'annotations', 'POST', `${CORE}/configmaps`, labels({ annotations: keys('k') })],
  [201, 'finalizers', 'POST', `${CORE}/configmaps`, labels({ finalizers: items(1, (i) => `a.b/c${i}`) })],
  [400, 'unknown fields', 'POST', `${CORE}/configmaps?fieldValidation=Strict`, configMap(keys('u'))],
  [
    201,
    'keys in YAML',
    'POST',
    `${CORE}/configmaps`,
    configMap({ data: keys('k') }),
    { 'content-type': 'application/yaml' },
  ],
  [201, 'texts of a secret', 'POST', `${CORE}/secrets`, { metadata: meta, stringData: keys('k') }],
  [201, 'variables', 'POST', `${CORE}/pods`, pod({ env: items(3, (i) => ({ name: `E${i}`, value: 'v' })) })],
  [413, 'ports', 'POST', `${CORE}/pods`, pod({ ports: items(2, (i) => ({ containerPort: i + 1 })) })],
  [413, 'containers', 'POST', `${CORE}/pods`, pod({}, { initContainers: items(3, container) })],
  [422, 'resources', 'POST', `${CORE}/pods`, pod({ resources: { requests: keys('a.b/c', VALUES, '1') } })],
  [422, 'mounts', 'POST', `${CORE}/pods`, pod({ volumeMounts: items(3, (i) => ({ name: 'v', mountPath: `/${i}` })) })],
  [413, 'containers of a template', 'POST', `${APPS}/deployments`, deployment({ containers: items(3, container) })],
  [
    201,
    'addresses',
    'POST',
    `${CORE}/services`,
    service({ externalIPs: items(1, (i) => `1.2.3.${i % 250}`), ports: [{ port: 80 }] }),
  ],
  [
    500,
    'node ports',
    'POST',
    `${CORE}/services`,
    service({ type: 'NodePort', ports: items(3, (i) => ({ name: `p${i}`, port: i + 1 })) }),
  ],
  [
    201,
    'rules',
    'POST',
    `${RBAC}/clusterroles`,
    { metadata: meta, rules: items(7, () => ({ apiGroups: [''], resources: ['pods'], verbs: ['get'] })) },
  ],
  [
    422,
    'webhooks',
    'POST',
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    { metadata: meta, webhooks: items(5, (i) => ({ name: `a.b.c${i}`, sideEffects: 'None', rules: [] })) },
  ],
  [
    422,
    'usages that are none',
    'POST',
    '/apis/certificates.k8s.io/v1/certificatesigningrequests',
    { metadata: meta, spec: { signerName: 'a.b/c', request: 'YQ==', usages: items(1, (i) => `u${i}`) } },
  ],
  [200, 'a read as YAML', 'GET', `${CORE}/configmaps/stored`, undefined, { accept: 'application/yaml' }],
  [200, 'a read with indentation', 'GET', `${CORE}/configmaps/stored?pretty=true`, undefined],
  [200, 'a replacement', 'PUT', `${CORE}/configmaps/stored`, CHANGED],
  [200, 'a merge patch', 'PATCH', `${CORE}/configmaps/stored`, CHANGED, { 'content-type': MERGE }],
  [200, 'a strategic patch', 'PATCH', `${CORE}/configmaps/stored`, CHANGED, { 'content-type': STRATEGIC }],
  [200, 'an apply', 'PATCH', `${CORE}/configmaps/stored?${APPLIED}`, CHANGED, { 'content-type': APPLY }],
  [
    409,
    'an apply of what others own',
    'PATCH',
    `${CORE}/configmaps/stored?fieldManager=m`,
    CHANGED,
    { 'content-type': APPLY },
  ],
];

const MEASURE = JSON.stringify(keys('k'));

/** Of this thread, in milliseconds. */
function spent(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function costOfText(text: string): number {
  const start = spent();
  JSON.stringify(JSON.parse(text));
  return spent() - start;
}

/** What the longest turn of the event loop costs while the work goes on. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let began = spent();
  let isOver = false;
  const turn = () => {
    longest = Math.max(longest, spent() - began);
    began = spent();
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    await work();
    await new Promise((resolve) => setImmediate(resolve));
    return longest;
  } finally {
    isOver = true;
  }
}

describe('big requests go on in steps', () => {
  let test: TestApi;
  before(async () => {
    test = await openTestApi({
      admission: selectPlugins({ enable: [], disable: ['ServiceAccount'] }),
      audit: {
        policy: { rules: [rule('Metadata')], omitStages: [], omitManagedFields: false },
        sink: { write() {} },
      },
      logError: () => {},
    });
    const { status, text } = await test.call('POST', `${CORE}/configmaps`, STORED);
    assert.equal(status, 201, text.slice(0, 200));
  });
  after(() => test.close());

  for (const [status, what, method, path, body, headers] of CASES) {
    it(`with ${what}`, async () => {
      const text = body && JSON.stringify(body);
      const url = method === 'GET' ? path : `${path}${path.includes('?') ? '&' : '?'}dryRun=All`;
      const rounds: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const unit = costOfText(MEASURE);
        const longest = await longestTurn(async () => {
          const answer = await test.call(method, url, text, headers);
          assert.equal(answer.status, status, answer.text.slice(0, 200));
        });
        rounds.push(longest / unit);
        if (longest < MOST_TIMES * unit) return;
      }
      assert.fail(`the longest step costs ${rounds.map((times) => times.toFixed(1)).join(', ')} times as much`);
    });
  }
});
