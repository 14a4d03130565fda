/** The next start: where the chain goes on, and whether what was done meanwhile is still found afterwards. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { hashLine, NOTHING_BEFORE, readMark } from './mark.ts';
import { type Resumption, resume } from './resume.ts';
import { eventJson, findingsIn, KEY, SealedLog, sealedWithoutKey, textOf } from './testing.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-resume-'));
after(() => rm(directory, { recursive: true }));

let files = 0;
async function start(contents: readonly (string | Buffer)[], state: string | undefined, sent = false, key = KEY) {
  const paths = contents.map(() => join(directory, `${files++}.log`));
  await Promise.all(paths.map((path, index) => writeFile(path, contents[index]!)));
  return resume({ files: paths, state, sent }, key, () => 'B'.repeat(22));
}

/** What the next run writes, and stops. */
function nextRun({ at }: Resumption): string[] {
  const next = new SealedLog(at);
  return [next.seal(eventJson(90)), next.seal(eventJson(91)), String(next.sealer.checkpoint('log'))];
}

const kindsIn = (lines: readonly string[]) => [
  ...new Set(findingsIn(textOf(lines), { fromFirst: true }).map(({ kind }) => kind)),
];

/** As who has no key would write the log anew, from its first line on: without signatures, tied together. */
function rewritten(lines: readonly string[], change: (json: string, index: number) => string): string[] {
  let previous = NOTHING_BEFORE;
  return lines.map((line, index) => {
    const { signature: _, signedAt: __, ...mark } = readMark(Buffer.from(line))!;
    const json = change(line.replace(/,?"allium.dev\/audit-chain.*$/, '}}').replace(',"annotations":{}', ''), index);
    const sealed = sealedWithoutKey(json, { ...mark, previous });
    previous = hashLine(sealed);
    return sealed;
  });
}

async function ended(how: 'killed' | 'stopped', count = 5) {
  const log = new SealedLog();
  const lines = Array.from({ length: count }, (_, number) => log.seal(eventJson(number)));
  if (how === 'stopped') lines.push(String(log.sealer.checkpoint('log')));
  await log.sealer.stored();
  // What came behind the last signature.
  if (how === 'killed') lines.push(log.seal(eventJson(50)), log.seal(eventJson(51)));
  return { lines, state: log.state! };
}

test('a log that nobody touched goes on, after a stop and after a kill', async () => {
  for (const how of ['killed', 'stopped'] as const) {
    const { lines, state } = await ended(how);
    const found = await start([textOf(lines)], state);
    assert.equal(found.doubt, undefined, how);
    assert.deepEqual(kindsIn([...lines, ...nextRun(found)]), [], how);
  }
});

test('it goes on over rotation, compression and a state that stands far before its end', async () => {
  const log = new SealedLog();
  const first = [log.seal(eventJson(1)), String(log.sealer.checkpoint('file'))];
  await log.sealer.stored();
  const { state } = log;
  const second = Array.from({ length: 9000 }, (_, number) =>
    log.seal(eventJson(number).replace('get', 'x'.repeat(600))),
  );
  const lines = [...first, ...second];
  for (const old of [textOf(first), gzipSync(textOf(first))]) {
    const found = await start([textOf(second), old], state);
    assert.deepEqual([found.doubt, found.at.sequence], [undefined, 9002]);
    assert.deepEqual(kindsIn([...lines, ...nextRun(found)]), []);
  }
  assert.equal((await start(['', textOf(first)], state)).at.sequence, 2);
});

test('history that was written anew while the server was down is not signed by its next start', async () => {
  const change = (json: string, index: number) => (index === 2 ? json.replace('"get"', '"put"') : json);
  for (const how of ['killed', 'stopped'] as const) {
    const { lines, state } = await ended(how);
    const forged = rewritten(lines, change);
    assert.notEqual(forged[2], lines[2]);
    const found = await start([textOf(forged)], state);
    assert.notEqual(found.doubt, undefined, how);
    assert.ok(kindsIn([...forged, ...nextRun(found)]).includes('changed'), how);
  }
});

test('what else was done to the end of a log is doubted, and found after the next start', async () => {
  const { lines, state } = await ended('stopped');
  const another = new SealedLog();
  const appended = sealedWithoutKey(eventJson(80), {
    ...readMark(Buffer.from(lines.at(-1)!))!,
    ...{ sequence: lines.length + 1, previous: hashLine(lines.at(-1)!), first: true, end: undefined },
  });
  const many = Array.from({ length: 1200 }, (_, number) => another.seal(eventJson(number)));
  const cases: [string, readonly string[]][] = [
    ['cut off', lines.slice(0, 3)],
    ['emptied', []],
    ['a record behind the end', [...lines, appended]],
    ['a line without a seal', [...lines, eventJson(7)]],
    ['another history of the same length', rewritten(many, (json) => json)],
  ];
  for (const [what, touched] of cases) {
    const found = await start([textOf(touched)], state);
    assert.notEqual(found.doubt, undefined, what);
    assert.notDeepEqual(kindsIn([...touched, ...nextRun(found)]), [], what);
  }
});

test('what carries the signature of another key, or no state, is no part of our chain', async () => {
  const { lines, state } = await ended('stopped');
  const other = generateKeyPairSync('ed25519').privateKey;
  for (const found of [await start([textOf(lines)], state, false, other), await start([textOf(lines)], undefined)]) {
    assert.notEqual(found.doubt, undefined);
    assert.deepEqual([found.at.chain, found.at.sequence, found.at.bare], ['B'.repeat(22), 0, true]);
    assert.ok(kindsIn([...lines, ...nextRun(found)]).includes('unvouched'));
  }
  const fresh = await start([], undefined);
  assert.deepEqual([fresh.doubt, fresh.at.bare], [undefined, false]);
});

test('a spool goes on though the record of its state is delivered and gone', async () => {
  const log = new SealedLog(undefined, true);
  const lines = [1, 2, 3, 4].map((number) => log.seal(eventJson(number)));
  await log.sealer.stored();
  const { state } = log;
  const more = [5, 6, 7].map((number) => log.seal(eventJson(number)));
  const found = await start([textOf(more.slice(1))], state, true);
  assert.deepEqual([found.doubt, found.at.sequence], [undefined, 7]);
  assert.notEqual((await start([textOf(more.slice(1))], state)).doubt, undefined);
  assert.equal(lines.length, 4);
});
