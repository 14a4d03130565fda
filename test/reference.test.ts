/** docs/reference says what the code does: each page is made from the code and compared. UPDATE_REFERENCE=1 rewrites. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { builtInResources } from '../src/assembly/resources.ts';
import { SETTING_NAMES, SETTINGS, writtenName } from '../src/config/settings.ts';
import type { Resource } from '../src/registry/resource.ts';

function compare(page: string, made: string): void {
  const file = new URL(`../docs/reference/${page}`, import.meta.url);
  if (process.env.UPDATE_REFERENCE) writeFileSync(file, made);
  assert.equal(
    readFileSync(file, 'utf8'),
    made,
    `docs/reference/${page} is out of date: UPDATE_REFERENCE=1 npm run test:unit`,
  );
}

const cell = (text: string) => text.replaceAll('|', '\\|');

function settingsPage(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { kind, default: fallback, help } = SETTINGS[name];
    const value = kind.placeholder === '' ? 'true, false' : kind.placeholder;
    return `| \`--${writtenName(name)}\` | ${cell(value)} | ${cell(fallback ?? '')} | ${cell(help)} |`;
  });
  return [
    '# Settings of `allium up`',
    '',
    'Each can be a flag, or stand in the YAML file of `--config` under its name without the dashes; a flag wins over the file, an unknown name is an error. Durations are written as `30s`, `5m` or `1h30m`.',
    '',
    '| flag | value | default | |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function subresources(resource: Resource): string {
  const names = [
    ...(resource.status ? ['status'] : []),
    ...(resource.scale ? ['scale'] : []),
    ...Object.keys(resource.objectSubresources ?? {}),
    ...Object.keys(resource.connectSubresources ?? {}).map((name) => `${name} (503)`),
  ];
  return names.join(', ');
}

function resourcesPage(): string {
  const rows = builtInResources.map((resource) => {
    const versions = resource.versions.map(({ version }) => version).join(', ');
    const fields = Object.keys(resource.selectableFields ?? {}).join(', ');
    return `| ${resource.group} | ${versions} | ${resource.name} | ${resource.kind} | ${resource.namespaced ? 'namespace' : 'cluster'} | ${subresources(resource)} | ${fields} |`;
  });
  return [
    '# Built-in resources',
    '',
    'All of them are stored and served with get, list, watch, create, update, patch, delete and deletecollection (namespaces: no deletecollection). Subresources marked 503 need a connection to a node. Every kind can be selected by `metadata.name` and, in namespaces, `metadata.namespace`; the last column names further fields.',
    '',
    '| group | versions | resource | kind | scope | subresources | field selectors |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

test('docs/reference/settings.md tells every setting', () => compare('settings.md', settingsPage()));
test('docs/reference/resources.md tells every resource', () => compare('resources.md', resourcesPage()));
