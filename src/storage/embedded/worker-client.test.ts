import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { WorkerClient } from './worker-client.ts';

test('when the worker ends, calls in flight and later ones fail with what to do', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'allium-worker-'));
  t.after(() => rm(directory, { recursive: true }));
  const client = new WorkerClient();
  await client.call('open', { file: join(directory, 'state.db') });
  const expected = {
    name: 'StorageError',
    code: 'unavailable',
    message: /storage thread has ended; restart the server/,
  };
  const ended = client.terminate();
  await assert.rejects(client.call('list', { prefix: '/', options: {} }), expected);
  await ended;
  await assert.rejects(client.call('get', '/a'), expected);
});
