/** The clients of these tests themselves. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { findClients } from '../support/clients.ts';
import { prints } from '../support/expect.ts';
import { run } from '../support/run.ts';
import { words } from '../support/words.ts';
import { ZipFile } from '../support/zip.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-e2e-clients-'));
after(() => rm(directory, { recursive: true, force: true }));

test('two that look for them at once both find whole programs, and leave no drafts', async () => {
  const [clients, others] = await Promise.all([findClients(directory), findClients(directory)]);
  assert.deepEqual(others, clients);
  assert.deepEqual((await readdir(dirname(clients.kubectl))).sort(), ['helm', 'kubectl']);
  const env = { HOME: directory };
  await prints(run(clients.kubectl, ['version', '--client'], { env }), { stdout: /^Client Version: v1\.36\./ });
  await prints(run(clients.helm, ['version', '--short'], { env }), { stdout: /^v4\./ });
});

test('what is not an archive is refused', async () => {
  const file = join(directory, 'text');
  await writeFile(file, 'a letter '.repeat(10));
  await assert.rejects(ZipFile.open(file), /not a ZIP archive/);
});

test('command lines are split as a shell splits them', () => {
  assert.deepEqual(words(`get  pods -o jsonpath='{.a b}' -l "x in (y)" --a='b'c`), [
    'get',
    'pods',
    '-o',
    'jsonpath={.a b}',
    '-l',
    'x in (y)',
    '--a=bc',
  ]);
});
