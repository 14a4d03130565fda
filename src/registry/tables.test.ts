import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tables } from './tables.ts';

const FACTS = join(import.meta.dirname, '../../../shared/facts');
const COLUMNS = join(FACTS, 'table-columns.tsv');
const RESOURCES = join(FACTS, 'resources.tsv');
const missing = !existsSync(COLUMNS);
const why = missing ? ' (skipped: the facts about Kubernetes are not at hand)' : '';

function rowsOf(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => line.split('\t'));
}

function keyOf(groupVersion: string, resource: string): string {
  const group = groupVersion.includes('/') ? groupVersion.slice(0, groupVersion.indexOf('/')) : '';
  return `${group}/${resource}`;
}

describe('tables', () => {
  it(`have the columns that kube-apiserver has${why}`, { skip: missing }, () => {
    const facts = new Map<string, string[]>();
    for (const [groupVersion = '', resource = '', name, type, format, priority] of rowsOf(COLUMNS)) {
      const key = keyOf(groupVersion, resource);
      facts.set(key, [...(facts.get(key) ?? []), [name, type, format, priority].join('|')]);
    }
    for (const [key, expected] of facts) {
      const columns = tables.get(key)?.columns ?? [];
      const actual = columns.map(({ format, name, priority, type }) => [name, type, format, priority].join('|'));
      assert.deepEqual(actual, expected, key);
    }
  });

  it(`exist for every stored resource of a stable version${why}`, { skip: missing }, () => {
    const stored = rowsOf(RESOURCES).filter(
      ([, version = '', resource = '', , , , , , verbs = '']) =>
        /^v\d+$/.test(version) && !resource.includes('/') && verbs.includes('list'),
    );
    assert.ok(stored.length > 50);
    for (const [group, , resource] of stored) assert.ok(tables.has(`${group}/${resource}`), `${group}/${resource}`);
  });

  for (const [key, { cells, columns }] of tables) {
    it(`${key}: an empty object fills every cell`, () => {
      const row = cells({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'a' } }, { now: 0 });
      assert.equal(row.length, columns.length);
      for (const [position, { name, type }] of columns.entries()) {
        if (type !== 'date') assert.notEqual(row[position], undefined, name);
      }
    });
  }
});
