/** Where everything is recorded with its bodies, what secrets and tokens hold is recorded nowhere. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';

const SECRETS = '/api/v1/namespaces/default/secrets';
const SECRET = `${SECRETS}/recorded`;
const CANARY = 'canary-9d03';
const ENCODED = Buffer.from(CANARY).toString('base64');
const EVERYTHING = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: RequestResponse}]\n';

const files = await mkdtemp(join(tmpdir(), 'allium-policy-'));
const policy = join(files, 'policy.yaml');
await writeFile(policy, EVERYTHING);
const plane = await ControlPlane.start({ flags: [`--audit-policy-file=${policy}`, '--audit-log-mode=blocking'] });
after(async () => {
  await plane.stop();
  await rm(files, { recursive: true });
});

const patchOf = (type: string) => ({ 'content-type': `application/${type}` });
const [merge, strategic, json, apply] = ['merge-patch', 'strategic-merge-patch', 'json-patch', 'apply-patch'].map(
  (type) => patchOf(`${type}+${type === 'apply-patch' ? 'yaml' : 'json'}`),
);
const HEAD = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'recorded' } };
const copyTo = (path: string) => [{ op: 'copy', from: '/data/k', path }];

const REQUESTS: [
  what: string,
  method: string,
  path: string,
  headers: Record<string, string> | undefined,
  body: unknown,
][] = [
  ['created', 'POST', SECRETS, undefined, { ...HEAD, stringData: { k: CANARY } }],
  ['read', 'GET', SECRET, undefined, undefined],
  ['read as YAML', 'GET', SECRET, { accept: 'application/yaml' }, undefined],
  ['listed', 'GET', SECRETS, undefined, undefined],
  [
    'read as rows',
    'GET',
    `${SECRETS}?includeObject=Object`,
    { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    undefined,
  ],
  ['a text for data', 'PATCH', SECRET, merge, { data: CANARY }],
  ['a list for data', 'PATCH', SECRET, merge, { data: [CANARY] }],
  ['a text for stringData', 'PATCH', SECRET, merge, { stringData: CANARY }],
  ['a misspelt field', 'PATCH', SECRET, merge, { stringdata: { k: CANARY } }],
  ['an unknown field', 'PATCH', SECRET, merge, { foo: { k: CANARY } }],
  ['a directive that there is not', 'PATCH', SECRET, strategic, { data: { $patch: CANARY } }],
  ['a JSON patch', 'PATCH', SECRET, json, [{ op: 'add', path: '/data/l', value: ENCODED }]],
  ['a JSON patch that is an object', 'PATCH', SECRET, json, { a: CANARY }],
  ['a JSON patch that is a text', 'PATCH', SECRET, json, JSON.stringify(CANARY)],
  [
    'copied to annotations',
    'PATCH',
    SECRET,
    json,
    [{ op: 'add', path: '/metadata/annotations', value: {} }, ...copyTo('/metadata/annotations/x')],
  ],
  ['copied to the type', 'PATCH', SECRET, json, copyTo('/type')],
  ['copied to the kind', 'PATCH', SECRET, json, copyTo('/kind')],
  ['copied to the version', 'PATCH', SECRET, json, copyTo('/apiVersion')],
  ['copied to the name', 'PATCH', SECRET, json, copyTo('/metadata/name')],
  ['copied to the uid', 'PATCH', SECRET, json, copyTo('/metadata/uid')],
  ['applied', 'PATCH', `${SECRET}?fieldManager=m&force=true`, apply, { ...HEAD, data: CANARY }],
  ['applied with an unknown field', 'PATCH', `${SECRET}?fieldManager=m&force=true`, apply, { ...HEAD, foo: CANARY }],
  ['deleted', 'DELETE', SECRET, undefined, { kind: 'DeleteOptions', stringData: { k: CANARY } }],
  ['a token reviewed', 'POST', '/apis/authentication.k8s.io/v1/tokenreviews', undefined, { spec: { token: CANARY } }],
  ['a text reviewed', 'POST', '/apis/authentication.k8s.io/v1/tokenreviews', undefined, { spec: CANARY }],
];

test('values of secrets and tokens are in no record, whatever clients send', async () => {
  for (const [what, method, path, headers, body] of REQUESTS) {
    const asked = { method, ...(headers && { headers }), ...(body !== undefined && { body }) };
    const answer = await plane.ask(path, asked);
    const id = String(answer.headers['audit-id']);
    const recorded = (await records()).filter((record) => record.includes(id));
    const { stage, responseStatus } = JSON.parse(recorded.at(-1)!);
    assert.deepEqual([stage, responseStatus.code], ['ResponseComplete', answer.status], what);
    for (const value of [CANARY, ENCODED]) assert.ok(!recorded.join('').includes(value), `${what}: ${recorded}`);
  }
  const all = (await records()).join('\n');
  for (const value of [CANARY, ENCODED]) assert.ok(!all.includes(value));
});

test('tokens that are issued are in no record', async () => {
  const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' };
  const { text } = await plane.ask(path, { method: 'POST', body });
  const [, claims, signature] = JSON.parse(text).status.token.split('.');
  const all = (await records()).join('\n');
  assert.match(all, /"subresource":"token"/);
  for (const part of [claims, signature]) assert.ok(!all.includes(part));
});

test('answers that are not changed or compressed come through', async () => {
  const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const first = await plane.ask('/apis', { headers: { accept: aggregated } });
  const again = { accept: aggregated, 'if-none-match': String(first.headers.etag) };
  assert.equal((await plane.ask('/apis', { headers: again })).status, 304);
  for (const path of ['/openapi/v2', '/openapi/v3', '/openapi/v3/api/v1']) {
    assert.equal((await plane.ask(path, { headers: { 'accept-encoding': 'gzip' } })).status, 200);
  }
  assert.equal((await plane.kubectl('api-resources')).code, 0);
  assert.equal((await plane.kubectl('api-resources')).code, 0);
});

async function records(): Promise<string[]> {
  return (await readFile(join(plane.dataDir, 'audit/audit.log'), 'utf8')).trimEnd().split('\n');
}
