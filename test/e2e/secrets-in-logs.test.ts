/** Nothing secret is told to those who read logs and metrics, whatever goes wrong with it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { ask } from '../support/https.ts';

const CANARY = 'canary-7c1f0e';
/** Names of objects are no secrets to those who read audit records; logs and metrics do without them. */
const NAME = 'canary-by-name';
const SECRETS = '/api/v1/namespaces/default/secrets';

// Nobody takes what is sent to port 9: it stays in the spool.
const flags = ['--log-level=debug', '--audit-log-mode=blocking', '--audit-syslog-server=127.0.0.1:9'];
const plane = await ControlPlane.start({ flags: [...flags, '--audit-syslog-mode=blocking'] });
after(plane.stop);

const secret = (more: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'canary' }, ...more });
const json = { 'content-type': 'application/json' };

test('CVE-2019-11250, CVE-2020-8565: secrets and tokens are in no log and no metric', async () => {
  const stringData = { password: CANARY };
  const requests = [
    ['POST', SECRETS, json, secret({ stringData })],
    ['POST', `${SECRETS}?fieldValidation=Strict`, json, secret({ stringData, [NAME]: CANARY })],
    ['POST', SECRETS, json, `{"kind":"Secret","stringData":{"a":"${CANARY}"`],
    ['POST', SECRETS, json, secret({ data: { a: `${CANARY}!` } })],
    ['PATCH', `${SECRETS}/canary`, { 'content-type': 'application/merge-patch+json' }, { stringData: { b: [CANARY] } }],
    [
      'PATCH',
      `${SECRETS}/canary`,
      { 'content-type': 'application/strategic-merge-patch+json' },
      { stringData: { b: [CANARY] } },
    ],
    [
      'PATCH',
      `${SECRETS}/canary?fieldManager=me`,
      { 'content-type': 'application/apply-patch+yaml' },
      secret({ stringData: { b: [CANARY], c: 1 } }),
    ],
    [
      'PATCH',
      `${SECRETS}/canary`,
      { 'content-type': 'application/json-patch+json' },
      [{ op: 'test', path: '/data/a', value: CANARY }],
    ],
    ['GET', `${SECRETS}/${NAME}`, {}, undefined],
    ['GET', '/api', { authorization: `Bearer ${CANARY}` }, undefined],
    [
      'POST',
      '/apis/authentication.k8s.io/v1/tokenreviews',
      json,
      { kind: 'TokenReview', apiVersion: 'authentication.k8s.io/v1', spec: { token: CANARY } },
    ],
  ] as const;
  for (const [method, path, headers, body] of requests) {
    await plane.ask(path, { method, headers: { ...headers }, ...(body !== undefined && { body }) });
  }
  await isToldToNobody(CANARY);
  await isToldToNobody(Buffer.from(CANARY).toString('base64'));
  await isInNoLog(NAME);
});

test('tokens of service accounts are in no log, no metric and no refusal, good or not', async () => {
  const account = '/api/v1/namespaces/default/serviceaccounts/default';
  const review = '/apis/authentication.k8s.io/v1/tokenreviews';
  const version = { apiVersion: 'authentication.k8s.io/v1' };
  const request = { method: 'POST', body: { ...version, kind: 'TokenRequest' } };
  const token: string = JSON.parse((await plane.ask(`${account}/token`, request)).text).status.token;
  const asSubprotocol = (shown: string) => ({
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-protocol': `base64url.bearer.authorization.k8s.io.${encoded(shown)}, base64.binary.k8s.io`,
  });
  const answer = await ask(`${plane.url}/api`, { ca: plane.credentials.ca }, { headers: asSubprotocol(token) });
  assert.equal(answer.status, 200);
  const signature = token.split('.')[2]!;
  const forged = token.replace(signature, [...signature].reverse().join(''));
  await plane.ask(account, { method: 'DELETE' });
  for (const shown of [token, forged, `${token}.${token}`, `x${token}`]) {
    for (const [path, headers] of [
      ['/api', { authorization: `Bearer ${shown}` }],
      ['/api', asSubprotocol(shown)],
      ['/livez', asSubprotocol(shown)],
    ] as const) {
      const refused = await ask(`${plane.url}${path}`, { ca: plane.credentials.ca }, { headers });
      assert.equal(refused.status, 401);
      assert.ok(!refused.text.includes(signature));
    }
    const body = { ...version, kind: 'TokenReview', spec: { token: shown } };
    const { status } = JSON.parse((await plane.ask(review, { method: 'POST', body })).text);
    assert.equal(status.authenticated, undefined);
    assert.ok(!JSON.stringify(status).includes(shown));
  }
  for (const part of [...token.split('.').slice(1), forged.split('.')[2]!, encoded(token)]) await isToldToNobody(part);
});

test('values of secrets and config maps, and tokens, are in no audit log and no spool', async () => {
  const value = 'canary-value-4be2';
  const encoded = Buffer.from(value).toString('base64');
  const account = '/api/v1/namespaces/kube-system/serviceaccounts/default';
  const maps = '/api/v1/namespaces/default/configmaps';
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'recorded' }, data: { key: value } };
  const named = { ...secret({ stringData: { password: value } }), metadata: { name: 'recorded' } };
  const review = { kind: 'TokenReview', apiVersion: 'authentication.k8s.io/v1', spec: { token: value } };
  const merge = { 'content-type': 'application/merge-patch+json' };
  const bearer = { authorization: `Bearer ${value}` };
  await plane.ask(SECRETS, { method: 'POST', body: named });
  await plane.ask(SECRETS, { method: 'POST', body: secret({ data: { a: `${value}!` } }) });
  await plane.ask(`${SECRETS}/recorded`, { method: 'PATCH', headers: merge, body: { stringData: { b: value } } });
  await plane.ask(`${SECRETS}/recorded`);
  await plane.ask(`${SECRETS}/recorded`, { method: 'DELETE' });
  await plane.ask(maps, { method: 'POST', body: map });
  await plane.ask('/apis/authentication.k8s.io/v1/tokenreviews', { method: 'POST', body: review });
  await ask(`${plane.url}/api`, { ca: plane.credentials.ca }, { headers: bearer });
  const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1' };
  const issued = JSON.parse((await plane.ask(`${account}/token`, { method: 'POST', body })).text).status.token;
  const directory = join(plane.dataDir, 'audit');
  for (const place of ['audit.log', 'spool/syslog/000000000001.jsonl']) {
    const recorded = await readFile(join(directory, place), 'utf8');
    assert.match(recorded, /"requestURI":"\/api\/v1\/namespaces\/default\/secrets\/recorded"/, place);
    for (const canary of [value, encoded, issued.split('.')[2]]) assert.ok(!recorded.includes(canary), place);
  }
});

const encoded = (text: string) => Buffer.from(text).toString('base64url');

async function isToldToNobody(secret: string): Promise<void> {
  await isInNoLog(secret);
  const records = await readFile(join(plane.dataDir, 'audit/audit.log'), 'utf8');
  assert.match(records, /"resource":"secrets"/);
  assert.deepEqual(
    records.split('\n').filter((record) => record.includes(secret)),
    [],
  );
}

async function isInNoLog(secret: string): Promise<void> {
  const metrics = await plane.ask('/metrics');
  assert.equal(metrics.status, 200);
  assert.ok(!metrics.text.includes(secret));
  const { stdout, stderr } = plane.process;
  assert.match(stdout, /Next, in another terminal/);
  assert.ok(!(stdout + stderr).includes(secret));
}
