import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Command } from 'commander';
import { beginning, writeState } from '../../audit/integrity/state.ts';
import { CHAIN_ID, eventJson, KEY, PUBLIC, SealedLog, textOf } from '../../audit/integrity/testing.ts';
import { publicPemOf } from '../../pki/audit-key.ts';
import { addVerify } from './verify.ts';

async function archive(t: TestContext, files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'allium-verify-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const key = join(await mkdtemp(join(tmpdir(), 'allium-verify-')), 'audit.pub');
  t.after(() => rm(join(key, '..'), { recursive: true }));
  await writeFile(key, publicPemOf(PUBLIC));
  let [told, code] = ['', -1];
  const program = new Command().exitOverride();
  const add = (usage: string) => program.command(usage).option('--data-dir <PATH>', '', '.');
  const print = (text: string) => {
    told += text;
  };
  addVerify(add, { out: print, error: print, colour: false }, (result) => {
    code = result;
  });
  await program.parseAsync(['verify', folder, '--public-key', key], { from: 'user' });
  return { told, code };
}

test('where there is nothing to verify, nothing is intact', async (t) => {
  const begun = writeState(beginning(CHAIN_ID), KEY);
  for (const files of [{}, { 'audit.log': '' }, { 'audit.log': '', 'audit.log.chain': begun }, { 'a.txt': 'hello' }]) {
    const { told, code } = await archive(t, files as Record<string, string>);
    assert.deepEqual([code, told.split(':')[0]], [2, 'nothing to verify'], JSON.stringify(files));
  }
});

test('a state without its log, an old one beside it, and a made-up one are told', async (t) => {
  const log = new SealedLog();
  const lines = [log.seal(eventJson(1))];
  await log.sealer.stored();
  const old = log.state!;
  lines.push(log.seal(eventJson(2)), String(log.sealer.checkpoint('log')));
  await log.sealer.stored();
  const state = log.state!;
  const cases: [files: Record<string, string>, code: number, told: RegExp][] = [
    [{ 'audit.log': textOf(lines), 'audit.log.chain': state }, 0, /^intact: 3 records in 1 file\n/],
    [{ 'audit.json': textOf(lines), 'z.chain': old }, 0, /^intact: 3 records in 1 file\n/],
    [{ 'moved.chain': state }, 1, /cut-off: the log had come to record 3, and is not there/],
    [
      { 'audit.log': textOf(lines.slice(0, 1)), 'a.chain': state, 'z.chain': old },
      1,
      /cut-off: the log had come to record 3/,
    ],
    [{ 'audit.log': textOf(lines), 'audit.log.chain': state.replace(' 3 ', ' 2 ') }, 1, /chain:1: changed: the state/],
    [{ 'audit.log': textOf(lines.slice(1)) }, 1, /\n\nby the audit key in \/.*\/audit\.pub \(--public-key\)\n\nchain /],
    [{ 'audit.log': textOf(lines), '\u001b[2J': 'x' }, 0, /is no log: .*\/\\u\{1b\}\[2J\n$/],
    [{ '\u001b[2J.log': textOf(lines.slice(0, 1)) }, 1, /\\u\{1b\}\[2J\.log:1: cut-off/],
    [{ 'audit.log': textOf(lines), 'notes.txt': 'x' }, 0, /not verified, for it is no log: .*notes\.txt\n$/],
  ];
  for (const [files, code, told] of cases) {
    const found = await archive(t, files);
    assert.equal(found.code, code, JSON.stringify(files));
    assert.match(found.told, told);
  }
});
