import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit, attributesOf, lookup } from '../../testing.ts';
import { PodTolerationRestriction } from './pod-toleration-restriction.ts';

const DEFAULT = 'scheduler.alpha.kubernetes.io/defaultTolerations';
const WHITELIST = 'scheduler.alpha.kubernetes.io/tolerationsWhitelist';
const PRESSURE = { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' };
const of = (key: string) => ({ key, operator: 'Exists', effect: 'NoSchedule' });
const list = (...keys: string[]) => JSON.stringify(keys.map(of));
const REFUSAL =
  'pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist';

interface Situation {
  readonly annotations?: Record<string, string>;
  /** Of the cluster. */
  readonly usual?: string[];
  readonly whitelist?: string[];
}

const pluginFor = ({ annotations = {}, usual = [], whitelist = [] }: Situation) =>
  new PodTolerationRestriction(lookup({ metadata: { name: 'default', annotations } }), {
    default: usual.map(of),
    whitelist: whitelist.map(of),
  });

const CASES: [what: string, situation: Situation, asked: object[], want: object[] | string][] = [
  ['nothing said', {}, [], []],
  ['what the namespace says', { annotations: { [DEFAULT]: list('a') } }, [of('b')], [of('b'), of('a')]],
  ['what the cluster says', { usual: ['a'] }, [], [of('a')]],
  ['the namespace instead of the cluster', { annotations: { [DEFAULT]: list('a') }, usual: ['b'] }, [], [of('a')]],
  ['a namespace that says nothing is usual', { annotations: { [DEFAULT]: '' }, usual: ['b'] }, [], []],
  ['what is allowed', { annotations: { [WHITELIST]: list('a', 'b') } }, [of('a')], [of('a')]],
  ['what is not allowed', { annotations: { [WHITELIST]: list('a') } }, [of('b')], REFUSAL],
  ['a default that is not allowed', { annotations: { [WHITELIST]: list('a'), [DEFAULT]: list('b') } }, [], REFUSAL],
  ['what the cluster does not allow', { whitelist: ['a'] }, [of('b')], REFUSAL],
  [
    'a namespace that allows everything',
    { annotations: { [WHITELIST]: '[]' }, whitelist: ['a'] },
    [of('b')],
    [of('b')],
  ],
  ['an annotation that is no JSON', { annotations: { [DEFAULT]: '[' } }, [], 'unexpected end of JSON input'],
  [
    'an annotation that is something else',
    { annotations: { [DEFAULT]: '{"key":"a"}' } },
    [],
    'json: cannot unmarshal object into Go value of type []v1.Toleration',
  ],
];
for (const [what, situation, asked, want] of CASES) {
  test(what, async () => {
    const plugin = pluginFor(situation);
    const tolerations = asked.length > 0 ? { tolerations: asked } : {};
    const { object, refused, code } = await admit(plugin, { resource: 'pods', object: { spec: tolerations } });
    if (typeof want === 'string') return assert.deepEqual([refused, code], [want, 500]);
    assert.deepEqual([object.spec.tolerations ?? [], refused], [want, undefined]);
    assert.deepEqual((await admit(plugin, { resource: 'pods', object })).object, object, 'once more changes nothing');
  });
}

test('a pod that asks for something bears with nodes that are short of memory', async () => {
  const containers = [{ resources: { requests: { cpu: '1' } } }];
  const { object } = await admit(pluginFor({}), { resource: 'pods', object: { spec: { containers } } });
  assert.deepEqual(object.spec.tolerations, [PRESSURE]);
  const bestEffort = { spec: { containers }, status: { qosClass: 'BestEffort' } };
  const known = await admit(pluginFor({}), { resource: 'pods', operation: 'UPDATE', object: bestEffort });
  assert.equal(known.object.spec.tolerations, undefined);
});

test('a change of a pod gets no defaults, and must be allowed', async () => {
  const plugin = pluginFor({ annotations: { [DEFAULT]: list('a'), [WHITELIST]: list('a') } });
  const change = (...tolerations: object[]) =>
    admit(plugin, { operation: 'UPDATE', resource: 'pods', object: { spec: { tolerations } } });
  assert.deepEqual((await change(of('a'))).object.spec.tolerations, [of('a')]);
  assert.equal((await change(of('b'))).refused, REFUSAL);
});

test('what was changed behind its back is refused', () => {
  const plugin = pluginFor({ whitelist: ['a'] });
  const write = { resource: 'pods', object: { spec: { tolerations: [of('b')] } } };
  assert.throws(() => plugin.validate(attributesOf(write)), { message: REFUSAL });
});

for (const resource of ['pods/status', 'deployments.apps']) {
  test(`${resource} are none of its business`, async () => {
    const { object } = await admit(pluginFor({ usual: ['a'] }), { resource, object: { spec: {} } });
    assert.equal(object.spec.tolerations, undefined);
  });
}

test('a namespace that is not there', async () => {
  const { refused } = await admit(pluginFor({}), { resource: 'pods', namespace: 'gone', object: { spec: {} } });
  assert.equal(refused, 'Internal error occurred: namespace gone does not exist');
});
