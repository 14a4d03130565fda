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

const plane = await ControlPlane.start({ flags: ['--log-level=debug'] });
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
  const signature = token.split('.')[2]!;
  const forged = token.replace(signature, [...signature].reverse().join(''));
  await plane.ask(account, { method: 'DELETE' });
  for (const shown of [token, forged, `${token}.${token}`, `x${token}`]) {
    const headers = { authorization: `Bearer ${shown}` };
    const refused = await ask(`${plane.url}/api`, { ca: plane.credentials.ca }, { headers });
    assert.equal(refused.status, 401);
    assert.ok(!refused.text.includes(signature));
    const body = { ...version, kind: 'TokenReview', spec: { token: shown } };
    const { status } = JSON.parse((await plane.ask(review, { method: 'POST', body })).text);
    assert.equal(status.authenticated, undefined);
    assert.ok(!JSON.stringify(status).includes(shown));
  }
  for (const part of [...token.split('.').slice(1), forged.split('.')[2]!]) await isToldToNobody(part);
});

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
