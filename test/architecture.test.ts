/** The layer rule of ARCHITECTURE.md: who may import whom, and that no file imports itself by way of others. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

/** A folder may import folders of earlier rows, and itself; folders of one row do not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['util'],
  ['api', 'cel'],
  ['request'],
  ['schema'],
  ['storage', 'audit', 'authentication', 'authorization', 'admission', 'pki', 'network-policy'],
  ['watch', 'quota', 'explain'],
  ['registry'],
  ['handlers'],
  ['server'],
  ['client'],
  ['controllers'],
  ['config'],
  ['cli'],
  ['assembly'],
  ['package-version.ts'],
  ['command-line.ts'],
  ['main.ts'],
];

/** Narrower than their row: what these folders may import beside themselves. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  client: ['util', 'api', 'request'],
  controllers: ['util', 'api', 'request', 'client'],
};

const IMPORT = /^\s*(?:import|export)\b[^'"]*?from\s+'(\.[^']+)'|^\s*import\s+'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm;

const files = globSync('**/*.ts', { cwd: ROOT }).filter((file) => !/\.test\.ts$|(^|\/)test(ing|-support)/.test(file));

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = resolve(dirname(join(ROOT, file)), (match[1] ?? match[2] ?? match[3])!);
    return relative(ROOT, target);
  });
}

const graph = new Map(files.map((file) => [file, importsOf(file)]));
const folderOf = (file: string) => file.split('/')[0]!;
const rankOf = (folder: string) => LAYERS.findIndex((row) => row.includes(folder));

test('every folder has a layer', () => {
  const unknown = new Set(files.map(folderOf).filter((folder) => rankOf(folder) < 0));
  assert.deepEqual([...unknown], []);
});

test('imports go to earlier layers only', () => {
  const wrong: string[] = [];
  for (const [file, imports] of graph) {
    const from = folderOf(file);
    for (const target of imports) {
      const to = folderOf(target);
      if (from === to || to.startsWith('..')) continue;
      const allowed = ONLY[from]?.includes(to) ?? rankOf(to) < rankOf(from);
      if (!allowed) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('no file imports itself by way of others', () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push([...path.slice(at), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  assert.deepEqual(cycles, []);
});
