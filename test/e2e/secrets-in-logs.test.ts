/** Nothing secret is told to those who read logs and metrics, whatever goes wrong with it. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';

const CANARY = 'canary-7c1f0e';
const SECRETS = '/api/v1/namespaces/default/secrets';

const plane = await ControlPlane.start({ flags: ['--log-level=debug'] });
after(plane.stop);

const secret = (more: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'canary' }, ...more });
const json = { 'content-type': 'application/json' };

test('CVE-2019-11250, CVE-2020-8565: secrets and tokens are in no log and no metric', async () => {
  const stringData = { password: CANARY };
  const requests = [
    ['POST', SECRETS, json, secret({ stringData })],
    ['POST', `${SECRETS}?fieldValidation=Strict`, json, secret({ stringData, [CANARY]: CANARY })],
    ['POST', SECRETS, json, `{"kind":"Secret","stringData":{"a":"${CANARY}"`],
    ['POST', SECRETS, json, secret({ data: { a: `${CANARY}!` } })],
    ['PATCH', `${SECRETS}/canary`, { 'content-type': 'application/merge-patch+json' }, { stringData: { b: [CANARY] } }],
    [
      'PATCH',
      `${SECRETS}/canary`,
      { 'content-type': 'application/json-patch+json' },
      [{ op: 'test', path: '/data/a', value: CANARY }],
    ],
    ['GET', `${SECRETS}/${CANARY}`, {}, undefined],
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
  const metrics = await plane.ask('/metrics');
  assert.equal(metrics.status, 200);
  assert.doesNotMatch(metrics.text, new RegExp(CANARY));
  const { stdout, stderr } = plane.process;
  assert.match(stdout, /Next, in another terminal/);
  assert.doesNotMatch(stdout + stderr, new RegExp(CANARY));
});
