import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uncovered } from './covers.ts';
import type { PolicyRule } from './objects.ts';

const rule = (apiGroup: string, resources: string, verbs: string, ...resourceNames: string[]): PolicyRule => ({
  apiGroups: [apiGroup],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...(resourceNames.length > 0 && { resourceNames }),
});
const url = (nonResourceURL: string, verb: string): PolicyRule => ({
  nonResourceURLs: [nonResourceURL],
  verbs: [verb],
});

const cases: [string, PolicyRule[], PolicyRule[], PolicyRule[]][] = [
  ['nothing needs nothing', [], [], []],
  ['nothing covers nothing', [], [rule('', 'pods', 'get list')], [rule('', 'pods', 'get'), rule('', 'pods', 'list')]],
  ['everything covers all resources', [rule('*', '*', '*')], [rule('a', 'b/c', 'd', 'e'), rule('*', '*', '*')], []],
  ['but no paths', [rule('*', '*', '*')], [url('/x', 'get')], [url('/x', 'get')]],
  ['a star needs a star', [rule('', 'pods', 'get')], [rule('', '*', 'get')], [rule('', '*', 'get')]],
  ['several rules cover one', [rule('', 'pods', 'get'), rule('', 'pods', 'list')], [rule('', 'pods', 'list get')], []],
  ['all names cover one', [rule('', 'pods', 'get')], [rule('', 'pods', 'get', 'x')], []],
  ['one name does not cover all', [rule('', 'pods', 'get', 'x')], [rule('', 'pods', 'get')], [rule('', 'pods', 'get')]],
  [
    'names one by one',
    [rule('', 'pods', 'get', 'x')],
    [rule('', 'pods', 'get', 'x', 'y')],
    [rule('', 'pods', 'get', 'y')],
  ],
  [
    'a resource is not its subresource',
    [rule('', 'pods', 'get')],
    [rule('', 'pods/log', 'get')],
    [rule('', 'pods/log', 'get')],
  ],
  ['a subresource of all', [rule('', '*/scale', 'get')], [rule('', 'deployments/scale', 'get')], []],
  [
    'paths by prefix',
    [url('/a/*', 'get')],
    [url('/a/b', 'get'), url('/a/*', 'get'), url('/a', 'get')],
    [url('/a', 'get')],
  ],
  ['all paths', [url('*', '*')], [url('/a', 'get'), url('*', '*')], []],
  ['paths are no resources', [url('*', '*')], [rule('', 'pods', 'get')], [rule('', 'pods', 'get')]],
];
for (const [name, held, wanted, left] of cases) {
  test(name, () => assert.deepEqual(uncovered(held, wanted), left));
}
