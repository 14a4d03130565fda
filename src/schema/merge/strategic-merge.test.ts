import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../api/object.ts';
import { schemaOf } from '../schema-of.ts';
import { strategicMerge } from './strategic-merge.ts';

const POD_SPEC = schemaOf('V1PodSpec');
const META = schemaOf('V1ObjectMeta');
const DEPLOYMENT_SPEC = schemaOf('V1DeploymentSpec');

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const containers = (...names: string[]) => names.map((name) => ({ name, image: `r/${name}` }));
const named = (...names: string[]) => names.map((name) => ({ name }));

interface Case {
  readonly name: string;
  readonly schema?: typeof POD_SPEC;
  readonly original: JsonObject;
  readonly patch: JsonObject;
  readonly result: JsonObject;
}
const CASES: Case[] = [
  {
    name: 'scalars replace, null deletes, unknown nulls are ignored',
    original: { hostname: 'a', nodeName: 'n', priority: 1 },
    patch: { hostname: 'b', nodeName: null, subdomain: null },
    result: { hostname: 'b', priority: 1 },
  },
  {
    name: 'maps merge',
    original: { nodeSelector: { a: '1', b: '2' } },
    patch: { nodeSelector: { b: null, c: '3' } },
    result: { nodeSelector: { a: '1', c: '3' } },
  },
  {
    name: 'an item is merged by key, and its own lists too',
    original: { containers: [{ name: 'c', image: 'r/c', env: [{ name: 'A', value: '1' }] }] },
    patch: { containers: [{ name: 'c', env: [{ name: 'B', value: '2' }] }] },
    result: {
      containers: [
        {
          name: 'c',
          image: 'r/c',
          env: [
            { name: 'B', value: '2' },
            { name: 'A', value: '1' },
          ],
        },
      ],
    },
  },
  {
    name: 'a new item stands before those of the server',
    original: { containers: containers('c') },
    patch: { containers: containers('side') },
    result: { containers: containers('side', 'c') },
  },
  {
    name: "an item of the server keeps its place before the patch's items that it stood before",
    original: { containers: containers('a', 'b', 'c', 'd') },
    patch: { containers: [...containers('d'), ...containers('x')] },
    result: { containers: containers('a', 'b', 'c', 'd', 'x') },
  },
  {
    name: "the patch's order wins over the server's",
    original: { containers: containers('a', 'b', 'c') },
    patch: { containers: named('c', 'a') },
    result: { containers: containers('b', 'c', 'a') },
  },
  {
    name: '$setElementOrder orders items that the patch does not change',
    original: { containers: containers('a', 'b', 'c') },
    patch: { '$setElementOrder/containers': named('c', 'a') },
    result: { containers: containers('b', 'c', 'a') },
  },
  {
    name: '$setElementOrder with a list, an addition and a deletion',
    original: { containers: containers('a', 'b', 'server') },
    patch: {
      '$setElementOrder/containers': named('new', 'b'),
      containers: [...containers('new'), { name: 'a', $patch: 'delete' }],
    },
    result: { containers: containers('new', 'b', 'server') },
  },
  {
    name: '$setElementOrder of a list that is not there yet',
    original: {},
    patch: { '$setElementOrder/containers': named('a', 'b'), containers: containers('a', 'b') },
    result: { containers: containers('a', 'b') },
  },
  {
    name: '$setElementOrder of a list that nobody has',
    original: { hostname: 'x' },
    patch: { '$setElementOrder/containers': named('a') },
    result: { hostname: 'x' },
  },
  {
    name: '$patch: delete of an item',
    original: { containers: containers('a', 'b') },
    patch: { containers: [{ $patch: 'delete', name: 'a' }] },
    result: { containers: containers('b') },
  },
  {
    name: '$patch: delete of an item that is not there',
    original: { containers: containers('a') },
    patch: { containers: [{ $patch: 'delete', name: 'z' }] },
    result: { containers: containers('a') },
  },
  {
    name: '$patch: replace of a list',
    original: { containers: containers('a', 'b') },
    patch: { containers: [{ $patch: 'replace' }, ...containers('z')] },
    result: { containers: containers('z') },
  },
  {
    name: '$patch: replace of a list by nothing',
    original: { containers: containers('a') },
    patch: { containers: [{ $patch: 'replace' }] },
    result: { containers: [] },
  },
  {
    name: '$patch: replace of a map',
    original: { securityContext: { runAsUser: 1, runAsNonRoot: true } },
    patch: { securityContext: { $patch: 'replace', runAsUser: 2 } },
    result: { securityContext: { runAsUser: 2 } },
  },
  {
    name: '$patch: delete of a map',
    original: { securityContext: { runAsUser: 1 } },
    patch: { securityContext: { $patch: 'delete' } },
    result: { securityContext: {} },
  },
  {
    name: 'lists without a strategy are replaced',
    original: { tolerations: [{ key: 'a' }, { key: 'b' }] },
    patch: { tolerations: [{ key: 'c' }] },
    result: { tolerations: [{ key: 'c' }] },
  },
  {
    name: 'a merging list of scalars is joined',
    schema: META,
    original: { finalizers: ['a', 'b'] },
    patch: { finalizers: ['c', 'a'] },
    result: { finalizers: ['c', 'a', 'b'] },
  },
  {
    name: '$deleteFromPrimitiveList',
    schema: META,
    original: { finalizers: ['a', 'b', 'c'] },
    patch: { '$deleteFromPrimitiveList/finalizers': ['b', 'x'] },
    result: { finalizers: ['a', 'c'] },
  },
  {
    name: '$deleteFromPrimitiveList of what is not there',
    schema: META,
    original: { name: 'x' },
    patch: { '$deleteFromPrimitiveList/finalizers': ['b'] },
    result: { name: 'x' },
  },
  {
    name: '$deleteFromPrimitiveList with $setElementOrder and an addition',
    schema: META,
    original: { finalizers: ['a', 'b', 'c'] },
    patch: {
      '$setElementOrder/finalizers': ['n', 'c', 'a'],
      '$deleteFromPrimitiveList/finalizers': ['b'],
      finalizers: ['n'],
    },
    result: { finalizers: ['n', 'c', 'a'] },
  },
  {
    name: '$retainKeys clears what it does not name',
    schema: DEPLOYMENT_SPEC,
    original: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
    patch: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
    result: { strategy: { type: 'Recreate' } },
  },
  {
    name: '$retainKeys in an item of a list',
    original: { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] },
    patch: { volumes: [{ $retainKeys: ['name', 'configMap'], name: 'v', configMap: { name: 'c' } }] },
    result: { volumes: [{ name: 'v', configMap: { name: 'c' } }] },
  },
  {
    name: 'directives of an item that is new are not stored',
    original: { volumes: [] },
    patch: { volumes: [{ $retainKeys: ['name', 'emptyDir'], name: 'v', emptyDir: {} }] },
    result: { volumes: [{ name: 'v', emptyDir: {} }] },
  },
  {
    name: 'a list where an object was replaces it',
    original: { securityContext: { runAsUser: 1 } },
    patch: { securityContext: ['odd'] },
    result: { securityContext: ['odd'] },
  },
  {
    name: 'ports merge by their first key alone',
    original: { containers: [{ name: 'c', ports: [{ containerPort: 80, protocol: 'TCP' }] }] },
    patch: { containers: [{ name: 'c', ports: [{ containerPort: 80, protocol: 'UDP' }] }] },
    result: { containers: [{ name: 'c', ports: [{ containerPort: 80, protocol: 'UDP' }] }] },
  },
];
for (const { name, schema = POD_SPEC, original, patch, result } of CASES) {
  test(`strategic merge: ${name}`, () => {
    assert.deepEqual(strategicMerge(frozen(original), frozen(patch), schema), result);
  });
}

const REFUSED: [name: string, patch: JsonObject, code: number, message: string][] = [
  [
    'no merge key',
    { containers: [{ image: 'x', ports: [{ containerPort: 1 }] }] },
    500,
    'map: map[image:x ports:[map[containerPort:1]]] does not contain declared merge key: name',
  ],
  [
    'delete without merge key',
    { containers: [{ $patch: 'delete' }] },
    500,
    'map: map[$patch:delete] does not contain declared merge key: name',
  ],
  [
    'unknown directive of a map',
    { securityContext: { $patch: 'frob' } },
    500,
    'unknown patch type: frob in map: map[$patch:frob]',
  ],
  [
    'directive that is no string',
    { securityContext: { $patch: true } },
    500,
    'unknown patch type: %!s(bool=true) in map: map[$patch:true]',
  ],
  [
    'merge of a list',
    { containers: [{ $patch: 'merge', name: 'c' }] },
    500,
    'merging lists cannot yet be specified in the patch',
  ],
  [
    'mixed items',
    { containers: [{ name: 'c' }, 'x'] },
    500,
    'list element types are not identical: [[map[image:r/c name:c]] [map[name:c] x]]',
  ],
  ['lists in lists', { containers: [['c']] }, 422, 'the server rejected our request due to an error in our request'],
  [
    'an order that is no list',
    { '$setElementOrder/containers': {} },
    500,
    'expected a []interface {}, but received a map[string]interface {}',
  ],
  ['an order of nothing', { $setElementOrder: [] }, 400, 'invalid patch format of setElementOrder list'],
  ['a deletion from nothing', { $deleteFromPrimitiveList: [] }, 400, 'invalid patch format of primitive list'],
  [
    'an order of an unknown field',
    { '$setElementOrder/frobs': [] },
    500,
    'unable to find api field in struct PodSpec for the json field "frobs"',
  ],
  [
    'fields that are not retained',
    { securityContext: { $retainKeys: [], runAsUser: 1 } },
    400,
    'invalid patch format of retainKeys',
  ],
  [
    'an order that the patch does not follow',
    { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'b' }] },
    500,
    "The order in patch list:\n[map[name:b]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n",
  ],
];
for (const [name, patch, code, message] of REFUSED) {
  test(`strategic merge refuses: ${name}`, () => {
    const original = { containers: containers('c'), securityContext: { runAsNonRoot: true } };
    assert.throws(() => strategicMerge(original, patch, POD_SPEC), { code, message });
  });
}

test('strategic merge keeps __proto__ a key', () => {
  const patch = JSON.parse('{"data":{"__proto__":{"polluted":"x"},"constructor":"y"},"__proto__":{"polluted":1}}');
  const merged = strategicMerge({ data: { a: '1' } }, patch, schemaOf('V1ConfigMap'));
  assert.deepEqual(Object.keys(merged.data), ['a', '__proto__', 'constructor']);
  assert.equal(merged.polluted, undefined);
  assert.equal(({} as any).polluted, undefined);
});

test('strategic merge: ten thousand items do not take forever', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `c${index}`, image: 'x' }));
  const merged = strategicMerge({ containers: many }, { containers: many.toReversed() }, POD_SPEC);
  assert.deepEqual(merged.containers[0], many.at(-1));
});

const item = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), image: fc.string() }, { requiredKeys: ['name'] });
const uniqueItems = fc.uniqueArray(item, { selector: ({ name }) => name });
const anySpec = fc.record(
  {
    hostname: fc.string(),
    nodeSelector: fc.dictionary(fc.constantFrom('k', 'l'), fc.string()),
    containers: uniqueItems,
  },
  { requiredKeys: [] },
);

test('strategic merge: the second time changes nothing', () => {
  fc.assert(
    fc.property(anySpec, anySpec, (original, patch) => {
      const once = strategicMerge(original, patch, POD_SPEC);
      assert.deepEqual(strategicMerge(once, patch, POD_SPEC), once);
    }),
  );
});

test('strategic merge: every item of the patch and of the original is there once', () => {
  fc.assert(
    fc.property(uniqueItems, uniqueItems, (original, patch) => {
      const merged = strategicMerge({ containers: original }, { containers: patch }, POD_SPEC).containers as {
        name: string;
      }[];
      const names = merged.map(({ name }) => name).sort();
      assert.deepEqual(names, [...new Set([...original, ...patch].map(({ name }) => name))].sort());
    }),
  );
});
