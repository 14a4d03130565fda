import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { findLogs } from './log-files.ts';

test('logs are found by what is in them, and everything else is named', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'allium-logs-'));
  t.after(() => rm(folder, { recursive: true }));
  const event = '{"kind":"Event","verb":"get"}\n';
  const files: Record<string, string | Buffer> = {
    'audit.json': event,
    'audit.log': '',
    'audit.log-20301122.gz': gzipSync(event),
    'audit.log.chain': 'state',
    'audit.log.lock': '',
    'audit-2030-01-31T12-00-00.000.log.gz.tmp': gzipSync(event).subarray(0, 9),
    'broken.gz': gzipSync(event.repeat(1000)).subarray(0, 30),
    'host/2030/one': `<110>1 host allium: ${event}`,
    'notes.txt': 'hello',
    'old.chain': 'state',
    'spool/webhook/1': event,
    'unended.txt': event.trimEnd(),
  };
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
  await symlink('audit.log', join(folder, 'link'));
  const names = (paths: readonly string[]) => paths.map((path) => relative(folder, path)).sort();
  const { logs, states, skipped } = await findLogs([folder]);
  assert.deepEqual(names(logs), ['audit.json', 'audit.log', 'audit.log-20301122.gz', 'host/2030/one', 'unended.txt']);
  assert.deepEqual(names(states), ['audit.log.chain', 'old.chain']);
  assert.deepEqual(names(skipped), ['broken.gz', 'link', 'notes.txt', 'spool']);
  const one = await findLogs([join(folder, 'audit.log'), join(folder, 'notes.txt')]);
  assert.deepEqual([names(one.logs), names(one.states)], [['audit.log', 'notes.txt'], ['audit.log.chain']]);
});
