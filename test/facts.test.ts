/** What discovery says and where objects are stored, compared with tables about Kubernetes v1.36. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ALLIUM_GROUP } from '../src/api/allium.ts';
import { builtInResources } from '../src/assembly/resources.ts';
import { openTestApi } from '../src/assembly/testing.ts';
import type { Resource } from '../src/registry/resource.ts';

const FACTS = new URL('../../shared/facts/', import.meta.url);
const options = existsSync(FACTS) ? {} : { skip: 'no ../shared/facts beside this checkout' };

/** Rows as objects, by the names in the first line. */
function table(name: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(new URL(name, FACTS), 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((value, at) => [columns[at]!, value])));
}

const isStable = (version: string) => /^v\d+$/.test(version);
const list = (text = '') => (text === '' ? [] : text.split(',')).sort();

test('discovery has every stable resource and subresource, with its scope, names and verbs', options, async () => {
  const api = await openTestApi();
  const expected = new Map<string, unknown>();
  for (const row of table('resources.tsv').filter(({ version }) => isStable(version!))) {
    const groupVersion = row.group === '' ? row.version! : `${row.group}/${row.version}`;
    expected.set(`${groupVersion} ${row.resource}`, {
      // Some rows of the table tell the kind with its group.
      kind: row.kind?.split('/').at(-1),
      namespaced: row.scope === 'Namespaced',
      singular: row.singular ?? '',
      shortNames: list(row.short_names),
      categories: list(row.categories),
      verbs: list(row.verbs),
    });
  }
  const found = new Map<string, unknown>();
  const groupVersions = new Set([...expected.keys()].map((key) => key.split(' ')[0]!));
  for (const groupVersion of groupVersions) {
    const root = groupVersion.includes('/') ? '/apis' : '/api';
    const { body } = await api.call('GET', `${root}/${groupVersion}`);
    for (const resource of body.resources) {
      found.set(`${groupVersion} ${resource.name}`, {
        kind: resource.kind,
        namespaced: resource.namespaced,
        singular: resource.singularName,
        shortNames: [...(resource.shortNames ?? [])].sort(),
        categories: [...(resource.categories ?? [])].sort(),
        verbs: [...resource.verbs].sort(),
      });
    }
  }
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
  await api.close();
});

test('objects are stored under the keys that kube-apiserver uses', options, () => {
  const expected = new Map(
    table('etcd-keys.tsv').map(({ group, resource, key }) => [`${group}/${resource}`, key!.replace(/<.*$/, '')]),
  );
  // Kubernetes 1.36 has forgotten about pod security policies.
  const isUpstream = ({ group, name }: Resource) => group !== ALLIUM_GROUP && name !== 'podsecuritypolicies';
  const upstream = builtInResources.filter(isUpstream);
  const found = new Map(upstream.map(({ group, name, prefix }) => [`${group}/${name}`, prefix]));
  assert.deepEqual([...found].sort(), [...expected].sort());
});
