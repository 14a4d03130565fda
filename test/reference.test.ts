/**
 * docs/reference says what the code does: each page is made from the code and compared, UPDATE_REFERENCE=1 rewrites.
 * What the other pages list is there, in its order.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { KNOWN_PLUGINS, OFF_BY_DEFAULT, PLUGIN_ORDER } from '../src/admission/plugin-order.ts';
import { AdmissionStatistics } from '../src/admission/statistics.ts';
import { dayOneChecks, healthChecks, revocationsCheck } from '../src/assembly/health.ts';
import { builtInResources } from '../src/assembly/resources.ts';
import { SETTING_NAMES, SETTINGS, writtenName } from '../src/config/settings.ts';
import type { Resource } from '../src/registry/resource.ts';
import { STAGES } from '../src/server/chain.ts';
import { AdmissionMetrics } from '../src/server/metrics/admission-metrics.ts';
import { AdmissionPolicyMetrics } from '../src/server/metrics/admission-policy-metrics.ts';
import { AdmissionWebhookMetrics } from '../src/server/metrics/admission-webhook-metrics.ts';
import { AuditMetrics } from '../src/server/metrics/audit-metrics.ts';
import { AuthenticationMetrics } from '../src/server/metrics/authentication-metrics.ts';
import { AuthorizationMetrics } from '../src/server/metrics/authorization-metrics.ts';
import { MatchConditionMetrics } from '../src/server/metrics/match-condition-metrics.ts';
import { OidcMetrics } from '../src/server/metrics/oidc-metrics.ts';
import { PodSecurityMetrics } from '../src/server/metrics/pod-security-metrics.ts';
import { RequestMetrics } from '../src/server/metrics/request-metrics.ts';
import { RevocationMetrics } from '../src/server/metrics/revocation-metrics.ts';
import { TokenWebhookMetrics } from '../src/server/metrics/token-webhook-metrics.ts';
import { type HealthCheck, ShutdownCheck } from '../src/server/readiness.ts';
import { createMemoryStorage } from '../src/storage/memory/memory.ts';
import { ManualClock } from '../src/util/clock.ts';

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

function metricsPage(): string {
  const conditions = new MatchConditionMetrics();
  const collectors = [
    new RequestMetrics(() => true),
    new AuthenticationMetrics(),
    new RevocationMetrics(),
    new AuthorizationMetrics(),
    new AdmissionMetrics(new AdmissionStatistics(() => 0)),
    new AdmissionWebhookMetrics(),
    conditions,
    new AdmissionPolicyMetrics(conditions),
    new OidcMetrics(),
    new TokenWebhookMetrics(),
    new PodSecurityMetrics(),
    new AuditMetrics(),
  ];
  const families = collectors.flatMap((collector) => [...collector.families()]);
  const rows = families.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${cell(help)} |`);
  return [
    '# Metrics',
    '',
    '`GET /metrics` answers in the text format of Prometheus, to whom the authorizer lets read `/metrics`. Besides these there are the `process_*` and `nodejs_*` metrics of `prom-client`: memory, processor time, event loop, garbage collection.',
    '',
    'There is a series for each resource that is served, never one for what a client made up.',
    '',
    '| metric | type | |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

async function healthPage(): Promise<string> {
  const storage = createMemoryStorage({ clock: new ManualClock() });
  const further = [...dayOneChecks(), revocationsCheck(() => new Set())];
  const { livez, readyz } = healthChecks(storage, further, new ShutdownCheck());
  await storage.close();
  const names = (checks: readonly HealthCheck[]) => checks.map(({ name }) => `\`${name}\``).join(', ');
  return [
    '# Health checks',
    '',
    '| path | checks |',
    '|---|---|',
    `| \`/livez\`, \`/healthz\` | ${names(livez)} |`,
    `| \`/readyz\` | ${names(readyz)} |`,
    '',
    'Each answers 200 `ok`, or 500 with a line for each check. `?verbose` gives these lines in any case, `?exclude=NAME` leaves a check out, and `/readyz/NAME` or `/livez/NAME` asks for a single one. Clients without a credential may ask for the three paths, not for single checks.',
    '',
    '`revocations` fails while a stored CredentialRevocation cannot be read and is not in force: mend or delete the object that the single check names.',
    '',
    'Readiness also looks at the audit backends that there are, as `audit/log`, `audit/webhook` and `audit/syslog`. One that is in trouble fails in the mode `blocking-strict`; in the others its line warns and passes: `[+]audit/webhook ok, but as many events wait as may`.',
    '',
  ].join('\n');
}

test('docs/reference/settings.md tells every setting', () => compare('settings.md', settingsPage()));
test('docs/reference/resources.md tells every resource', () => compare('resources.md', resourcesPage()));
test('docs/reference/metrics.md tells every metric', () => compare('metrics.md', metricsPage()));
test('docs/reference/health.md tells every check', async () => compare('health.md', await healthPage()));

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('ARCHITECTURE.md tells the stages of a request, in their order', () => {
  const told = [...read('ARCHITECTURE.md').matchAll(/^ {2}(\w+) {2,}src\//gm)].map(([, name]) => name);
  assert.deepEqual(told, STAGES);
});

test('docs/guides/admission-plugins.md tells every plugin, in their order, and which are on', () => {
  const guide = read('docs/guides/admission-plugins.md');
  const told = [...guide.matchAll(/^\| (\w+) \| (on|off)\b/gm)].map(([, name, state]) => `${name} ${state}`);
  const order = PLUGIN_ORDER.map((name) => `${name} ${OFF_BY_DEFAULT.has(name) ? 'off' : 'on'}`);
  assert.deepEqual(told, order);
  assert.deepEqual(
    KNOWN_PLUGINS.filter((name) => !guide.includes(name)),
    [],
  );
});

test('docs/adr/README.md lists every decision', () => {
  const files = readdirSync(new URL('../docs/adr', import.meta.url)).filter((name) => /^\d/.test(name));
  const rows = files.sort().map((file) => {
    const title = /^# (\d+)\. (.+)$/m.exec(read(`docs/adr/${file}`))!;
    return `| [${title[1]}](${file}) | ${title[2]} |`;
  });
  assert.deepEqual(read('docs/adr/README.md').match(/^\| \[.*$/gm), rows);
});
