import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../api/object.ts';
import { schemaOf } from '../schema-of.ts';
import { compareObjects } from './compare.ts';
import { fieldsOf } from './extract.ts';
import { type FieldSet, pathsOf } from './field-set.ts';
import { showPath } from './path-element.ts';

const POD = schemaOf('V1Pod');
const show = (set: FieldSet) => [...pathsOf(set)].map(showPath).sort();

interface Case {
  readonly name: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly added?: string[];
  readonly modified?: string[];
  readonly removed?: string[];
}
const c = (more: JsonObject = {}) => ({ name: 'c', ...more });
const CASES: Case[] = [
  { name: 'nothing', before: { hostname: 'a', containers: [c()] }, after: { hostname: 'a', containers: [c()] } },
  {
    name: 'scalars',
    before: { hostname: 'a', nodeName: 'n' },
    after: { hostname: 'b', subdomain: 's' },
    added: ['.subdomain'],
    modified: ['.hostname'],
    removed: ['.nodeName'],
  },
  {
    name: 'a quantity and an int or string',
    before: { overhead: { cpu: '1' } },
    after: { overhead: { cpu: '2' } },
    modified: ['.overhead.cpu'],
  },
  {
    name: 'an atomic map',
    before: { nodeSelector: { a: '1' } },
    after: { nodeSelector: { a: '1', b: '2' } },
    modified: ['.nodeSelector'],
  },
  {
    name: 'an atomic list',
    before: { tolerations: [{ key: 'a' }] },
    after: { tolerations: [{ key: 'b' }] },
    modified: ['.tolerations'],
  },
  {
    name: 'the order of a list with keys is nobody’s',
    before: { containers: [c(), { name: 'd' }] },
    after: { containers: [{ name: 'd' }, c()] },
  },
  {
    name: 'an item',
    before: { containers: [c()] },
    after: { containers: [c({ image: 'i' }), { name: 'd' }] },
    added: ['.containers[name="c"].image', '.containers[name="d"]', '.containers[name="d"].name'],
  },
  {
    name: 'a struct that goes',
    before: { securityContext: { runAsUser: 1 } },
    after: {},
    removed: ['.securityContext', '.securityContext.runAsUser'],
  },
  {
    name: 'a struct that becomes empty',
    before: { securityContext: { runAsUser: 1 } },
    after: { securityContext: {} },
    removed: ['.securityContext.runAsUser'],
  },
  { name: 'an empty struct', before: {}, after: { securityContext: {} }, added: ['.securityContext'] },
  {
    name: 'an empty struct for null',
    before: { securityContext: null },
    after: { securityContext: {} },
    modified: ['.securityContext'],
  },
  {
    name: 'big integers',
    before: { priority: 9007199254740993n },
    after: { priority: 9007199254740995n },
    modified: ['.priority'],
  },
  {
    name: 'an undeclared field is one value',
    before: { frob: { a: 1 } },
    after: { frob: { a: 2 } },
    modified: ['.frob'],
  },
  {
    name: 'items that share a key now',
    before: { containers: [c()] },
    after: { containers: [c(), c({ image: 'i' })] },
    added: ['.containers[name="c"]'],
    removed: ['.containers[name="c"]', '.containers[name="c"].name'],
  },
  {
    name: 'items that share a key no longer',
    before: { containers: [c(), c()] },
    after: { containers: [c()] },
    added: ['.containers[name="c"]', '.containers[name="c"].name'],
    removed: ['.containers[name="c"]'],
  },
  {
    name: 'items that share a key and differ',
    before: { containers: [c(), c()] },
    after: { containers: [c(), c({ image: 'i' })] },
    modified: ['.containers[name="c"]'],
  },
];
for (const { name, before, after, added = [], modified = [], removed = [] } of CASES) {
  test(`compare: ${name}`, () => {
    const below = (paths: string[]) => paths.map((path) => `.spec${path}`).sort();
    const comparison = compareObjects({ spec: before }, { spec: after }, POD);
    const shown = {
      added: show(comparison.added),
      modified: show(comparison.modified),
      removed: show(comparison.removed),
    };
    assert.deepEqual(shown, { added: below(added), modified: below(modified), removed: below(removed) });
  });
}

const EXTRACTED: [name: string, spec: JsonObject, paths: string[]][] = [
  [
    'leaves',
    { hostname: 'a', nodeSelector: { a: '1' }, tolerations: [] },
    ['.hostname', '.nodeSelector', '.tolerations'],
  ],
  ['structs by their members', { securityContext: { runAsUser: 1 } }, ['.securityContext.runAsUser']],
  [
    'empty and null ones by themselves',
    { securityContext: {}, affinity: null, hostname: null },
    ['.affinity', '.hostname', '.securityContext'],
  ],
  ['an empty list with keys, not at all', { containers: [] }, []],
  [
    'items',
    { containers: [c({ image: 'i' })] },
    ['.containers[name="c"]', '.containers[name="c"].image', '.containers[name="c"].name'],
  ],
  ['items that share a key, as one', { containers: [c({ image: 'i' }), c()] }, ['.containers[name="c"]']],
  ['entries of maps', { overhead: { cpu: '1' } }, ['.overhead.cpu']],
];
for (const [name, spec, paths] of EXTRACTED) {
  test(`extract: ${name}`, () => {
    assert.deepEqual(show(fieldsOf({ spec }, POD)), paths.map((path) => `.spec${path}`).sort());
  });
}
