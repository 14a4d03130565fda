import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Asked,
  askedBy,
  type KnownResource,
  type QuestionOptions,
  warnOfVerb,
  wordsOf,
} from './access-question.ts';

const known: readonly KnownResource[] = [
  { group: '', name: 'pods', singular: 'pod', shortNames: ['po'], namespaced: true },
  { group: '', name: 'events', singular: 'event', shortNames: [], namespaced: true },
  { group: '', name: 'nodes', singular: 'node', shortNames: ['no'], namespaced: false },
  { group: 'apps', name: 'deployments', singular: 'deployment', shortNames: ['deploy'], namespaced: true },
  { group: 'events.k8s.io', name: 'events', singular: 'event', shortNames: [], namespaced: true },
];

const cases: [string, QuestionOptions, object, string][] = [
  ['po', {}, { resource: 'pods', namespace: 'default' }, 'get pods in the namespace default'],
  ['pod/x', { namespace: 'a' }, { resource: 'pods', namespace: 'a', name: 'x' }, 'get pods x in the namespace a'],
  [
    'pods',
    { subresource: 'log', allNamespaces: true },
    { resource: 'pods', subresource: 'log' },
    'get pods/log in the whole cluster',
  ],
  ['nodes', { namespace: 'a' }, { resource: 'nodes' }, 'get nodes in the whole cluster'],
  ['events', {}, { resource: 'events', namespace: 'default' }, 'get events in the namespace default'],
  [
    'events.events.k8s.io',
    {},
    { resource: 'events', group: 'events.k8s.io', namespace: 'default' },
    'get events.events.k8s.io in the namespace default',
  ],
  [
    'deploy',
    {},
    { resource: 'deployments', group: 'apps', namespace: 'default' },
    'get deployments.apps in the namespace default',
  ],
  ['*', { allNamespaces: true }, { resource: '*', group: '*' }, 'get *.* in the whole cluster'],
];

describe('a question', () => {
  for (const [target, options, attributes, words] of cases) {
    test(`${target} ${JSON.stringify(options)}`, () => {
      const asked: Asked = askedBy('get', target, options, known);
      assert.deepEqual(asked, { resourceAttributes: { verb: 'get', ...attributes } });
      assert.equal(wordsOf(asked), words);
    });
  }

  test('about a path', () => {
    const asked = askedBy('get', '/metrics/slis', {}, []);
    assert.deepEqual(asked, { nonResourceAttributes: { verb: 'get', path: '/metrics/slis' } });
    assert.equal(wordsOf(asked), 'get /metrics/slis');
  });

  for (const [verb, target, warning] of [
    ['get', 'pods', ''],
    ['escalate', 'pods', ''],
    ['gets', 'pods', "Warning: verb 'gets' is not a known verb\n"],
    ['post', '/metrics', ''],
    ['list', '/metrics', "Warning: verb 'list' is not a known verb\n"],
  ] as const) {
    test(`to ${verb} ${target} is ${warning === '' ? 'fine' : 'warned of'}`, () => {
      let told = '';
      warnOfVerb(askedBy(verb, target, {}, known), { error: (text) => (told += text) });
      assert.equal(told, warning);
    });
  }

  for (const target of ['gadgets', 'pods.apps', 'constructor']) {
    test(`about ${target}, which is not there`, () => {
      assert.throws(() => askedBy('get', target, {}, known), /the server has no resource/);
    });
  }
});
