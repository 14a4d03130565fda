import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { microTime } from '../micro-time.ts';
import { eventList } from '../sinks/event-list.ts';
import { gapEvent, unknownGapEvent } from '../sinks/gap.ts';
import { hashLine, NOTHING_BEFORE } from './mark.ts';
import { beginning, readState } from './state.ts';
import { CHAIN_ID, eventJson, PUBLIC, SealedLog, sealedWithoutKey, textOf } from './testing.ts';
import { verifyFiles } from './verify-files.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-audit-'));
after(() => rm(directory, { recursive: true }));

let folders = 0;
async function written(contents: readonly (string | Buffer)[]): Promise<string[]> {
  const folder = await mkdtemp(join(directory, `${folders++}-`));
  return Promise.all(
    contents.map(async (content, index) => {
      // Names that do not sort as the files follow each other.
      const path = join(folder, `${9 - index}.log`);
      await writeFile(path, content);
      return path;
    }),
  );
}

const OPTIONS = { key: PUBLIC, states: [], openEnd: false, fromFirst: false };
async function verify(contents: readonly (string | Buffer)[], options = {}) {
  return verifyFiles(await written(contents), { ...OPTIONS, ...options });
}

const kindsOf = ({ findings }: Awaited<ReturnType<typeof verify>>) => findings.map(({ kind }) => kind);

test('what nobody touched is intact, compressed or not, whatever the names', async () => {
  const files = (await new SealedLog().files([3, 1, 2500])).map(textOf);
  const found = await verify([files[0]!, gzipSync(files[1]!), files[2]!]);
  assert.deepEqual(found.findings, []);
  assert.deepEqual([found.intact, found.records], [true, 2507]);
  assert.deepEqual(
    found.chains.map(({ firstRecord, lastRecord, end }) => [firstRecord, lastRecord, end]),
    [[1, 2507, 'closed']],
  );
});

test('each kind of tampering is found where it is', async () => {
  const lines = (await new SealedLog().files([5]))[0]!;
  const cases: [string, readonly string[], [kind: string, line: number, auditID: string]][] = [
    ['changed', lines.map((line, i) => (i === 2 ? line.replace('"get"', '"put"') : line)), ['changed', 3, 'id-3']],
    ['removed', lines.toSpliced(2, 1), ['missing', 3, 'id-4']],
    ['moved', [lines[1]!, lines[0]!, ...lines.slice(2)], ['cut-off', 1, 'id-2']],
    ['inserted', lines.toSpliced(1, 0, eventJson(9)), ['inserted', 2, 'id-9']],
    ['repeated', lines.toSpliced(2, 0, lines[0]!), ['reordered', 3, 'id-1']],
    ['cut at its end', lines.slice(0, -2), ['cut-off', 4, 'id-4']],
    ['cut at its beginning', lines.slice(1), ['cut-off', 1, 'id-2']],
  ];
  for (const [what, changed, expected] of cases) {
    const { findings } = await verify([textOf(changed)]);
    const { kind, line, auditID } = findings[0]!;
    assert.deepEqual([kind, line, auditID], expected, what);
  }
});

test('whoever has not the key cannot seal anew', async () => {
  const other = generateKeyPairSync('ed25519').publicKey;
  const files = (await new SealedLog().files([2])).map(textOf);
  assert.deepEqual(kindsOf(await verify(files, { key: other })), ['changed', 'changed', 'unsigned']);
  const stripped = files.map((text) => text.replaceAll(/,"allium.dev\/audit-signature":"[^"]+"/g, ''));
  assert.ok(!(await verify(stripped)).intact);
});

/** Replaces a part of what stands in the files. */
const TAMPERING: Record<string, (files: string[][], at: number, by: number) => (string | Buffer)[]> = {
  byte(files, at, by) {
    const bytes = files.map((lines) => Buffer.from(textOf(lines)));
    const file = bytes[at % bytes.length]!;
    file[at % file.length]! ^= (by % 255) + 1;
    return bytes;
  },
  drop: (files, at) => onLine(files, at, (lines, i) => lines.toSpliced(i, 1)),
  swap: (files, at) =>
    onLine(files, at, (lines, i) => {
      const other = (i + 1) % lines.length;
      return lines.with(i, lines[other]!).with(other, lines[i]!);
    }),
  insert: (files, at, by) => onLine(files, at, (lines, i) => lines.toSpliced(i, 0, files[0]![by % files[0]!.length]!)),
  forge: (files, at, by) => onLine(files, at, (lines, i) => lines.toSpliced(i, 0, eventJson(by))),
  truncate(files, at, by) {
    const bytes = files.map((lines) => Buffer.from(textOf(lines)));
    const index = at % bytes.length;
    return bytes.with(index, bytes[index]!.subarray(0, by % bytes[index]!.length));
  },
  replace: (files, at) => files.map(textOf).with(at % files.length, textOf(files[(at + 1) % files.length]!)),
};

function onLine(files: string[][], at: number, change: (lines: string[], index: number) => string[]): string[] {
  const index = at % files.length;
  const lines = files[index]!;
  return files.with(index, change(lines, at % lines.length)).map(textOf);
}

for (const [name, tamper] of Object.entries(TAMPERING)) {
  test(`${name}: always found, and the untouched never accused`, async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 4 });
    const run = async (lengths: number[], at: number, by: number) => {
      const log = new SealedLog();
      const files = await log.files(lengths);
      // The state tells of a last file that is gone as a whole.
      const states = [{ path: '', state: readState(log.state!, PUBLIC) }];
      assert.deepEqual((await verify(files.map(textOf), { states, fromFirst: true })).findings, []);
      assert.equal((await verify(tamper(files, at, by), { states, fromFirst: true })).intact, false);
    };
    await fc.assert(fc.asyncProperty(sizes, fc.nat(), fc.nat(), run), { numRuns: 60 });
  });
}

test('a log that is still written is open, and not accused beside its state', async () => {
  const log = new SealedLog();
  const lines = [1, 2, 3].map((number) => log.seal(eventJson(number)));
  await log.sealer.stored();
  const state = { path: '', state: readState(log.state!, PUBLIC) };
  const found = await verify([textOf(lines)], { states: [state] });
  assert.deepEqual([found.intact, found.chains[0]!.end], [true, 'open']);
  assert.deepEqual(kindsOf(await verify([textOf(lines)])), ['cut-off']);
  assert.deepEqual(kindsOf(await verify([textOf(lines)], { openEnd: true })), []);
  assert.deepEqual(kindsOf(await verify([textOf(lines.slice(0, 2))], { states: [state] })), ['cut-off']);
  assert.deepEqual(kindsOf(await verify([''], { states: [state] })), ['cut-off']);
});

test('damaged compression is told, with the line that it ends at', async () => {
  const whole = gzipSync(textOf((await new SealedLog().files([3]))[0]!));
  const found = await verify([whole.subarray(0, whole.length - 20)]);
  assert.ok(kindsOf(found).includes('unreadable'));
});

test('an end that may be open is no way to make up a chain', async () => {
  let previous = NOTHING_BEFORE;
  const forged = [1, 2, 3].map((sequence) => {
    const flags = { first: sequence === 1, end: undefined, bare: false, sent: false };
    const line = sealedWithoutKey(eventJson(sequence), { chain: CHAIN_ID, sequence, previous, ...flags });
    previous = hashLine(line);
    return line;
  });
  assert.deepEqual(kindsOf(await verify([textOf(forged)], { openEnd: true })), ['unsigned']);
});

/** What was sent to a collector. */
async function sentLines(count: number, chain = CHAIN_ID): Promise<string[]> {
  return (await new SealedLog({ ...beginning(chain), bare: false }, true).files([count]))[0]!;
}

const listOf = (items: readonly string[]) => `${eventList(items)}\n`;
const syslogLine = (line: string) => `Jan  2 03:04:05 host allium[7]: ${line}`;

test('what was sent is verified as collectors keep it', async () => {
  const lines = await sentLines(9);
  const archives: Record<string, readonly string[]> = {
    'a line each': [textOf(lines)],
    'behind the words of a syslog server': [textOf(lines.map(syslogLine))],
    'the bodies of requests': [listOf(lines.slice(0, 4)) + listOf(lines.slice(4))],
    'files that begin anywhere': [textOf(lines.slice(0, 4)), textOf(lines.slice(4))],
    'without the oldest files': [textOf(lines.slice(4))],
  };
  for (const [name, archive] of Object.entries(archives)) {
    const { findings } = await verify(archive, { openEnd: name.startsWith('without') });
    assert.deepEqual(findings, [], name);
  }
  assert.deepEqual(kindsOf(await verify([textOf(lines.slice(4))], { fromFirst: true })), ['missing']);
  const inList = await verify([
    listOf(lines.slice(0, 4)),
    listOf(lines.with(6, lines[6]!.replace('get', 'put')).slice(4)),
  ]);
  assert.deepEqual(
    inList.findings.map(({ kind, line, auditID }) => [kind, line, auditID]),
    [['changed', 1, 'id-7']],
  );
});

test('what was sent again is counted, and what comes again changed is found', async () => {
  const lines = await sentLines(9);
  const again = [...lines.slice(0, 6), ...lines.slice(2, 4), ...lines.slice(2)];
  const found = await verify([textOf(again)]);
  assert.deepEqual([found.findings, found.chains[0]!.repeated], [[], 6]);
  const forged = again.with(7, again[7]!.replace('get', 'put'));
  assert.notEqual(forged[7], again[7]);
  assert.deepEqual(kindsOf(await verify([textOf(forged)])), ['reordered']);
});

test('what is declared missing is told, each gap once, and no word of a client is taken for one', async () => {
  const gap = (id: string, count: number) => gapEvent({ count, first: 0, last: 1 }, id, 2);
  const trap = `{"kind":"Event","auditID":"t","verb":"create","stageTimestamp":"${microTime(2)}","annotations":{"allium.dev/audit-gap-count":"9"}}`;
  const log = new SealedLog();
  const lines = [gap('a', 3), gap('a', 3), gap('b', 4), unknownGapEvent('c', 2), trap].map((json) => log.seal(json));
  const { findings, missing } = await verify([textOf(lines)], { openEnd: true });
  assert.deepEqual([findings, missing], [[], { gaps: 2, events: 7, unknown: 1 }]);
  const broken = await verify([textOf(lines).replace('"verb":""', '"verb":"')], { openEnd: true });
  assert.deepEqual([broken.intact, broken.missing.events], [false, 7]);
});

test('servers that write into one file are verified each', async () => {
  const [ours, theirs] = await Promise.all([sentLines(3), sentLines(3, 'B'.repeat(22))]);
  const mixed = ours.flatMap((line, index) => [line, theirs[index]!]);
  assert.deepEqual((await verify([textOf(mixed)])).findings, []);
  assert.deepEqual(kindsOf(await verify([textOf(mixed.toSpliced(3, 1))])), ['missing']);
});
