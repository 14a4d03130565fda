/** The requests that are measured, and the objects they find. */
import { configMap, deployment } from '../lib/objects.ts';
import type { Run } from '../lib/report.ts';
import type { Stage } from '../lib/stage.ts';
import { count } from '../lib/table.ts';
import type { Template } from '../load/template.ts';

export interface Scenario {
  readonly name: string;
  readonly template: Template;
  /** Sent before with the same numbers, not measured. */
  readonly before?: Template;
}

const READ = { 'user-agent': 'bench/1', accept: 'application/json' };
const written = (contentType: string) => ({ ...READ, 'content-type': contentType });
/** Where writes go. */
export const SCRATCH = 'scratch';
const configMaps = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;
const deployments = '/apis/apps/v1/namespaces/scratch/deployments';

const SHORT_LIST = 500;
const MOST_CLIENTS = 128;

export const createConfigMap: Template = {
  method: 'POST',
  path: configMaps(SCRATCH),
  headers: written('application/json'),
  body: configMap('created-{n}'),
};

const applied = (path: string, body: string): Template => ({
  method: 'PATCH',
  path: `${path}?fieldManager=bench&force=true`,
  headers: written('application/apply-patch+yaml'),
  body,
});

export const listOf = (namespace: string, headers: Record<string, string> = {}): Template => ({
  method: 'GET',
  path: configMaps(namespace),
  headers: { ...READ, ...headers },
});

/** How many objects the long list has. */
export const longListOf = ({ quick }: Run) => (quick ? 1000 : 10_000);

export const scenarios = (longList: number): readonly Scenario[] => [
  { name: 'get', template: { method: 'GET', path: `${configMaps('short')}/object-1`, headers: READ } },
  { name: 'list 500', template: listOf('short') },
  { name: `list ${count(longList)}`, template: listOf('long') },
  { name: 'create', template: createConfigMap },
  {
    name: 'merge patch',
    template: {
      method: 'PATCH',
      path: `${configMaps('patched')}/object-{client}`,
      headers: written('application/merge-patch+json'),
      body: '{"metadata":{"annotations":{"turn":"{n}"}}}',
    },
  },
  {
    name: 'apply',
    template: applied(`${configMaps('patched')}/applied-{client}`, configMap('applied-{client}', '{n}')),
  },
  {
    name: 'apply deployment',
    template: applied(`${deployments}/web-{client}`, deployment('web-{client}', '{n}')),
  },
  {
    name: 'delete',
    before: { ...createConfigMap, body: configMap('deleted-{n}') },
    template: { method: 'DELETE', path: `${configMaps(SCRATCH)}/deleted-{n}`, headers: READ },
  },
];

const post = (path: string, body: string): Template => ({
  method: 'POST',
  path,
  headers: written('application/json'),
  body,
});

/** The server that is filled. */
type Asked = Pick<Stage, 'ask'>;

/** Makes a namespace with this many small objects. */
export async function fill(stage: Asked, namespace: string, objects: number): Promise<void> {
  await stage.ask(post('/api/v1/namespaces', JSON.stringify({ metadata: { name: namespace } })));
  let next = 0;
  const writer = async () => {
    while (next < objects) await stage.ask(post(configMaps(namespace), configMap(`object-${next++}`)));
  };
  await Promise.all(Array.from({ length: 64 }, writer));
}

/** Everything that the scenarios look for. */
export async function seed(stage: Asked, longList: number): Promise<void> {
  await fill(stage, SCRATCH, 0);
  await fill(stage, 'short', SHORT_LIST);
  await fill(stage, 'long', longList);
  await fill(stage, 'patched', MOST_CLIENTS);
}
