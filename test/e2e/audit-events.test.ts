/** Every request has an Audit-ID in its answer and an event under it, whatever became of it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { type Ask, ask as send } from '../support/https.ts';

const plane = await ControlPlane.start({ flags: ['--audit-log-mode=blocking'] });
after(plane.stop);
const LOG = join(plane.dataDir, 'audit/audit.log');
const MAPS = '/api/v1/namespaces/default/configmaps';

async function eventsOf(auditId: string): Promise<any[]> {
  const lines = (await readFile(LOG, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line)).filter(({ auditID }) => auditID === auditId);
}

/** @param known whether the administrator's certificate is shown */
function asked(path: string, ask: Ask, known: boolean) {
  const { ca, ...client } = plane.credentials;
  return send(plane.url + path, { ca, ...(known && client) }, ask);
}

const post = (body: string, type = 'application/json'): Ask => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
});
const UPGRADE = { connection: 'Upgrade', upgrade: 'websocket' };
const EXEC = '/api/v1/namespaces/default/pods/p/exec?command=sh';

const KNOWN: readonly [what: string, path: string, ask: Ask, code: number, verb: string][] = [
  ['an unknown object', `${MAPS}/nothing`, {}, 404, 'get'],
  ['an unknown path', '/nothing', {}, 404, 'get'],
  ['an unknown resource', '/api/v1/nothings', {}, 404, 'list'],
  ['a method that is not served', MAPS, { method: 'PUT' }, 405, 'update'],
  ['a bad timeout', `${MAPS}?timeout=x`, {}, 400, 'list'],
  ['too much', MAPS, post('x'.repeat(4 * 1024 * 1024)), 413, 'create'],
  ['an unknown media type', MAPS, post('x', 'text/plain'), 415, 'create'],
  ['no JSON', MAPS, post('{'), 400, 'create'],
  ['the head alone', `${MAPS}/nothing`, { method: 'HEAD' }, 405, 'get'],
  ['somebody who may not', MAPS, { headers: { 'impersonate-user': 'jane' } }, 403, 'list'],
  ['an upgrade', EXEC, { headers: UPGRADE }, 404, 'get'],
];
const OTHERS: typeof KNOWN = [
  ['a bad token', MAPS, { headers: { authorization: 'Bearer bad' } }, 401, 'list'],
  ['broken percent-encoding', '/api/v1/%zz', {}, 400, 'get'],
  ['nobody', MAPS, {}, 401, 'list'],
  ['health', '/livez', {}, 200, 'get'],
];

for (const [what, path, ask, code, verb] of [...KNOWN, ...OTHERS]) {
  test(`${what}: ${code}`, async () => {
    const isKnown = KNOWN.some(([known]) => known === what);
    const { status, headers } = await asked(path, ask, isKnown);
    assert.equal(status, code);
    const [event, ...more] = await eventsOf(String(headers['audit-id']));
    assert.deepEqual(more, []);
    assert.deepEqual([event.stage, event.verb, event.requestURI], ['ResponseComplete', verb, path]);
    assert.equal(event.responseStatus.code, code);
    const letIn = code === 200 ? 'system:anonymous' : undefined;
    assert.equal(event.user.username, isKnown ? 'kubernetes-admin' : letIn);
  });
}

test('who was not let in is nobody, and what was shown is told without the credential', async () => {
  const headers = { authorization: 'Bearer canary-token', 'audit-id': 'refused-1' };
  assert.equal((await asked(MAPS, { headers }, false)).status, 401);
  const [event] = await eventsOf('refused-1');
  assert.deepEqual(event.user, {});
  assert.equal(event.annotations['allium.dev/credentials-presented'], 'bearer');
  assert.ok(!(await readFile(LOG, 'utf8')).includes('canary-token'));
});

test('an Audit-ID that the client sends is its own, where it is one', async () => {
  const given = 'from-a-client/1';
  const { headers } = await plane.ask(MAPS, { headers: { 'audit-id': given } });
  assert.equal(headers['audit-id'], given);
  assert.equal((await eventsOf(given)).length, 1);
  for (const bad of ['x'.repeat(65), 'two words']) {
    const answered = await plane.ask(MAPS, { headers: { 'audit-id': bad } });
    assert.match(String(answered.headers['audit-id']), /^[0-9a-f-]{36}$/);
  }
});
