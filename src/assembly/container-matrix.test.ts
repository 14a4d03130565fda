/**
 * Every kind of container in everything that holds a pod, before each of the plugins that look into pods (CVE-2023-2727,
 * CVE-2023-2728, CVE-2024-3177). What holds a pod, and what kinds of containers there are, is read out of the schemas: a
 * new one fails here until somebody says what becomes of it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PluginName } from '../admission/plugin-order.ts';
import type { Schema } from '../schema/schema.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { openTestApi, type TestApi } from './testing.ts';

const PLUGINS = ['PodSecurity', 'AlwaysPullImages', 'LimitRanger', 'ServiceAccount'] as const;
type Plugin = (typeof PLUGINS)[number];
/** `invalid`: there is no such object, whatever plugins say. */
type Outcome = 'refused' | 'warned' | 'changed' | 'nothing' | 'invalid';

/** It does what each of the plugins is against. */
const FAULTY = {
  name: 'x',
  image: 'i',
  imagePullPolicy: 'Never',
  securityContext: { privileged: true },
  envFrom: [{ secretRef: { name: 'hidden' } }],
};
const GREEDY = { resources: { requests: { cpu: '9' }, limits: { cpu: '9' } } };
const FINE = { name: 'ok', image: 'fine', resources: { requests: { cpu: '1' }, limits: { cpu: '1' } } };

interface Kind {
  readonly list: string;
  readonly container: object;
}
const KINDS: Readonly<Record<string, Kind>> = {
  'an init container': { list: 'initContainers', container: { ...FAULTY, ...GREEDY } },
  'a sidecar': { list: 'initContainers', container: { ...FAULTY, ...GREEDY, restartPolicy: 'Always' } },
  'a container': { list: 'containers', container: { ...FAULTY, ...GREEDY } },
  'an ephemeral container': { list: 'ephemeralContainers', container: { ...FAULTY, terminationMessagePolicy: 'File' } },
};

const labels = { app: 'x' };
const selected = { selector: { matchLabels: labels } };
/** What else a workload has to say, in its spec. */
const WORKLOADS: Readonly<Record<string, object>> = {
  'v1 podtemplates': {},
  'v1 replicationcontrollers': { selector: labels },
  'apps/v1 replicasets': selected,
  'apps/v1 deployments': selected,
  'apps/v1 statefulsets': { ...selected, serviceName: 's' },
  'apps/v1 daemonsets': selected,
  'batch/v1 jobs': {},
  'batch/v1 cronjobs': { schedule: '* * * * *' },
};

function expected(plugin: Plugin, kind: string, carrier: string): Outcome {
  const isEphemeral = kind === 'an ephemeral container';
  // Those are only ever added to pods that are there.
  if (isEphemeral && carrier !== 'pods/ephemeralcontainers') return 'invalid';
  if (WORKLOADS[carrier]) return plugin === 'PodSecurity' ? 'warned' : 'nothing';
  if (plugin === 'AlwaysPullImages') return 'changed';
  // An ephemeral container may ask for nothing.
  return plugin === 'LimitRanger' && isEphemeral ? 'nothing' : 'refused';
}

type Path = readonly string[];

/** The way to the pod's spec in it. */
function podSpecIn(schema: Schema, seen: ReadonlySet<Schema> = new Set()): Path | undefined {
  if (schema.kind !== 'object' || seen.has(schema)) return undefined;
  if (schema.typeName === 'PodSpec') return [];
  for (const [name, field] of schema.fields) {
    const found = podSpecIn(field.schema, new Set([...seen, schema]));
    if (found) return [name, ...found];
  }
  return undefined;
}

function nested(path: Path, value: object): any {
  return path.reduceRight<object>((inner, name) => ({ [name]: inner }), value);
}

function podSpec({ list, container }: Kind): object {
  const spec: Record<string, object[]> = { containers: [FINE] };
  spec[list] = [...(spec[list] ?? []), container];
  return { ...spec, restartPolicy: 'Always' };
}

const NS = '/api/v1/namespaces/default';

async function openWith(plugin: PluginName): Promise<TestApi> {
  const api = await openTestApi({ admission: ['NamespaceLifecycle', plugin], namespaces: [] });
  const P = 'pod-security.kubernetes.io/';
  const levels = { [`${P}enforce`]: 'baseline', [`${P}warn`]: 'baseline' };
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'default', labels: levels } });
  const enforced = { 'kubernetes.io/enforce-mountable-secrets': 'true' };
  await api.call('POST', `${NS}/serviceaccounts`, { metadata: { name: 'default', annotations: enforced } });
  const limits = [{ type: 'Container', max: { cpu: '2' } }];
  await api.call('POST', `${NS}/limitranges`, { metadata: { name: 'l' }, spec: { limits } });
  return api;
}

async function addEphemeral(api: TestApi, { container }: Kind) {
  await api.call('POST', `${NS}/pods`, { metadata: { name: 'p' }, spec: { containers: [FINE] } });
  return api.call(
    'PATCH',
    `${NS}/pods/p/ephemeralcontainers`,
    { spec: { ephemeralContainers: [container] } },
    {
      'content-type': 'application/strategic-merge-patch+json',
    },
  );
}

function createIn(api: TestApi, carrier: string, path: Path, kind: Kind) {
  const [apiVersion = '', resource = ''] = carrier.split(' ');
  const base = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const isJob = apiVersion === 'batch/v1';
  const spec = { ...podSpec(kind), ...(isJob && { restartPolicy: 'Never' }) };
  const object = nested(path, spec);
  const template = path.at(-2) === 'template' ? path.slice(0, -1) : undefined;
  if (template) template.reduce((at, name) => at[name], object).metadata = { labels };
  if (object.spec) Object.assign(object.spec, WORKLOADS[carrier]);
  return api.call('POST', `${base}/namespaces/default/${resource}?dryRun=All`, { metadata: { name: 'w' }, ...object });
}

function outcomeOf({ status, headers, body }: Awaited<ReturnType<TestApi['call']>>): Outcome {
  if (status === 403) return 'refused';
  if (status === 422) return 'invalid';
  assert.ok(status === 200 || status === 201, JSON.stringify(body));
  if (headers.warning !== undefined) return 'warned';
  return JSON.stringify(body).includes('"imagePullPolicy":"Never"') ? 'nothing' : 'changed';
}

const lists = [...schemaOf('V1PodSpec').fields.keys()].filter((name) => /containers$/i.test(name));

test('every list of containers is in the matrix', () => {
  assert.deepEqual(lists.sort(), [...new Set(Object.values(KINDS).map(({ list }) => list))].sort());
});

for (const plugin of PLUGINS) {
  describe(plugin, () => {
    let api: TestApi;
    const carriers = new Map<string, Path>();
    before(async () => {
      api = await openWith(plugin);
      for (const { resource, version, schema } of api.api.registry.all()) {
        const path = podSpecIn(schema);
        const groupVersion = resource.group === '' ? version.version : `${resource.group}/${version.version}`;
        if (path) carriers.set(`${groupVersion} ${resource.name}`, path);
      }
    });
    after(() => api.close());

    test('everything that holds a pod is in the matrix', () => {
      assert.deepEqual([...carriers.keys()].sort(), ['v1 pods', ...Object.keys(WORKLOADS)].sort());
    });

    for (const [what, kind] of Object.entries(KINDS)) {
      test(`${what} in whatever holds a pod`, async () => {
        for (const [carrier, path] of carriers) {
          const outcome = outcomeOf(await createIn(api, carrier, path, kind));
          assert.equal(outcome, expected(plugin, what, carrier), carrier);
        }
      });
    }

    test('an ephemeral container that is added to a pod', async () => {
      const what = 'an ephemeral container';
      const outcome = outcomeOf(await addEphemeral(api, KINDS[what]!));
      assert.equal(outcome, expected(plugin, what, 'pods/ephemeralcontainers'));
    });
  });
}
