import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { roles } from './roles.ts';

const DENIED = {
  kind: 'Event',
  stage: 'ResponseComplete',
  verb: 'list',
  user: { username: 'jane' },
  objectRef: { resource: 'pods', namespace: 'shop' },
  responseStatus: { code: 403 },
  stageTimestamp: '2030-01-31T12:00:00.000000Z',
  annotations: { 'authorization.k8s.io/decision': 'forbid' },
};

test('for whom nothing was allowed, nothing is proposed, and it is said where to look', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'allium-roles-'));
  t.after(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'audit.log'), `${JSON.stringify(DENIED)}\n`);
  const out: string[] = [];
  const io = { out: (text: string) => void out.push(text), error: (text: string) => assert.fail(text) };
  const options = { dataDir: '', user: 'jane', compare: false, output: 'yaml' } as const;
  assert.equal(await roles([directory], options, io as never, 0), 0);
  assert.deepEqual(out.join('').trimEnd().split('\n'), [
    '# No request of jane that was allowed is recorded here: nothing is proposed.',
    '#',
    '# What was refused: allium audit query --denied --user jane',
  ]);
});
