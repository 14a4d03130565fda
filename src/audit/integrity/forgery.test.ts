/** What somebody without the key could do to a log, and what tells of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microTime } from '../micro-time.ts';
import { eventList } from '../sinks/event-list.ts';
import { hashLine, readMark } from './mark.ts';
import { type ChainState, readState } from './state.ts';
import { CHAIN_ID, eventJson, findingsIn, PUBLIC, SealedLog, START, sealedWithoutKey, textOf } from './testing.ts';

const HOUR = 3_600_000;
const kindsIn = (...given: Parameters<typeof findingsIn>) => findingsIn(...given).map(({ kind }) => kind);
const statesOf = (log: SealedLog) => {
  const state = readState(log.state!, PUBLIC)!;
  return new Map<string, ChainState>([[state.chain, state]]);
};

/** Goes on with a log as its writer would, but for the signatures. */
function forgedAfter(line: string, events: readonly string[]): string[] {
  const mark = readMark(Buffer.from(line))!;
  let { sequence } = mark;
  let previous = hashLine(line);
  return events.map((json) => {
    const flags = { first: false, end: undefined, bare: false, sent: false };
    const forged = sealedWithoutKey(json, { chain: CHAIN_ID, sequence: ++sequence, previous, ...flags });
    previous = hashLine(forged);
    return forged;
  });
}

/** A checkpoint at START, and its state. */
async function started() {
  const log = new SealedLog();
  const line = log.seal(eventJson(1));
  await log.sealer.stored();
  return { line, states: statesOf(log) };
}

test('an old state vouches for no records of later times than its next checkpoint', async () => {
  const { line, states } = await started();
  const later = (...times: number[]) =>
    textOf([
      line,
      ...forgedAfter(
        line,
        times.map((at, i) => eventJson(i, START + at)),
      ),
    ]);
  assert.deepEqual(kindsIn(later(1000, 9000), { states }), []);
  assert.deepEqual(kindsIn(later(1000, HOUR), { states }), ['unsigned']);
});

test('a time that is written twice, or for readers alone, is not believed', async () => {
  const { line, states } = await started();
  const [soon, late] = [microTime(START + 1000), microTime(START + HOUR)];
  const stage = (time: string) => `"stageTimestamp":"${time}"`;
  const cases: [string, string][] = [
    ['once more in the annotations', `${stage(late)},"annotations":{"a":"b",${stage(soon)}}`],
    ['once more in an object', `${stage(late)},"x":{${stage(soon)}},"annotations":{"a":"b"}`],
    ['behind it, in other letters', `${stage(soon)},"stage\\u0054imestamp":"${late}","annotations":{"a":"b"}`],
    ['between two lists of annotations', `"annotations":{},${stage(soon)},"annotations":{"a":{}},"x":{"a":"b"}`],
    ['in a string', `"a":"\\${stage(soon)},\\"annotations\\":{"}`],
    ['in other letters alone', `"stage\\u0054imestamp":"${late}","annotations":{"a":"b"}`],
  ];
  for (const [what, members] of cases) {
    const forged = forgedAfter(line, [`{"kind":"Event","auditID":"f","verb":"get",${members}}`]);
    assert.equal(kindsIn(textOf([line, ...forged]), { states }).length, 1, what);
  }
  const honest = [`"requestObject":{${stage(late)},"annotations":{"a":{}}},${stage(soon)}`, stage(soon)];
  for (const members of honest) {
    const written = forgedAfter(line, [
      `{"kind":"Event","auditID":"h","verb":"get",${members},"annotations":{"x":"{}\\"}"}}`,
    ]);
    assert.deepEqual(kindsIn(textOf([line, ...written]), { states }), [], members);
  }
});

test('a clock that is set back neither stops signing nor accuses anybody', async () => {
  const log = new SealedLog();
  const lines = [log.seal(eventJson(1))];
  log.now -= HOUR;
  // Two of them were made before the clock was set back.
  for (const at of [START + 5, START + 6, log.now]) lines.push(log.seal(eventJson(2, at)));
  log.now += 11_000;
  lines.push(log.seal(eventJson(5, log.now)), log.seal(eventJson(6, log.now)), String(log.sealer.checkpoint('log')));
  const signed = lines.map((line) => readMark(Buffer.from(line))!.signature !== undefined);
  assert.deepEqual(signed, [true, true, false, false, true, false, true]);
  assert.deepEqual(kindsIn(textOf(lines)), []);
});

test('when a record was signed is signed with it', async () => {
  const { line, states } = await started();
  const forged = line.replace(String(START), String(START + HOUR));
  assert.notEqual(forged, line);
  assert.deepEqual(kindsIn(textOf([forged]), { states }), ['changed', 'changed', 'unsigned']);
  assert.deepEqual(kindsIn(textOf([line.replace(/,"allium.dev\/audit-signature":"[^"]+"/, '')]), { states }), [
    'inserted',
  ]);
});

test('an archive that ends with a rotation lacks what came after', async () => {
  const log = new SealedLog();
  const files = (await log.files([2, 2])).map(textOf);
  assert.deepEqual(kindsIn(files.join('')), []);
  assert.deepEqual(kindsIn(files[0]!), ['cut-off']);
  assert.deepEqual(kindsIn(files[0]!, { openEnd: true }), []);
});

test('a server that is stopped right behind a rotation, or rotates first of all, says so once', async () => {
  const log = new SealedLog();
  const lines = [log.seal(eventJson(1)), String(log.sealer.checkpoint('file')), String(log.sealer.checkpoint('log'))];
  assert.equal(log.sealer.checkpoint('log'), undefined);
  assert.equal(log.sealer.checkpoint('file'), undefined);
  assert.deepEqual(kindsIn(textOf([...lines, log.seal(eventJson(2)), String(log.sealer.checkpoint('log'))])), []);
  assert.equal(new SealedLog().sealer.checkpoint('log'), undefined);
});

test('what stands beside records in their lines is told', () => {
  const log = new SealedLog();
  const lines = [1, 2, 3].map((number) => log.seal(eventJson(number)));
  const before = (text: string) => kindsIn(textOf(lines.with(1, text + lines[1])), { openEnd: true });
  assert.deepEqual(before('HIDDEN '), ['inserted']);
  assert.deepEqual(before(`${eventJson(9)} `), ['changed']);
  const sender = new SealedLog(undefined, true);
  const sent = [1, 2].map((number) => sender.seal(eventJson(number)));
  const list = eventList(sent);
  const trusted = [list, `Jan  2 03:04:05 host allium[7]: ${sent[0]}\n${sent[1]}`];
  const cases = [
    `${sent[0]}\n<110>1 host {"kind":"Note"} ${sent[1]}`,
    list.replace('"metadata":{}', '"metadata":{"note":"x"}'),
    list.replace(/]}$/, '],"more":1}'),
    list.replace(`,${sent[1]}`, `;${sent[1]}`),
  ];
  for (const text of trusted) assert.deepEqual(kindsIn(text, { openEnd: true }), [], text);
  for (const text of cases) assert.ok(kindsIn(text, { openEnd: true }).includes('inserted'), text);
});

test('made-up chains cost bounded memory, and are told', () => {
  const line = (number: number) => {
    const chain = String(number).padStart(22, '0');
    return sealedWithoutKey(eventJson(number), {
      ...{ chain, sequence: 1, previous: '0'.repeat(43), first: true, end: undefined, bare: false, sent: false },
    });
  };
  const found = findingsIn(textOf(Array.from({ length: 1002 }, (_, number) => line(number))), { openEnd: true });
  assert.equal(found.filter(({ kind }) => kind === 'unsigned').length, 1000);
  assert.deepEqual(
    found.filter(({ kind }) => kind === 'inserted').map(({ line: at }) => at),
    [1001, 1002],
  );
});
