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
  const inFlight = client.call('list', { prefix: '/', options: {} });
  const expected = {
    name: 'StorageError',
    code: 'unavailable',
    message: /storage thread has ended; restart the server/,
  };
  const failed = assert.rejects(inFlight, expected);
  await client.terminate();
  await failed;
  await assert.rejects(client.call('get', '/a'), expected);
});
