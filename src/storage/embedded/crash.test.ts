import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StorageEngine } from '../engine/engine.ts';
import type { StorageEvent } from '../storage.ts';
import { openEmbeddedStorage } from './embedded.ts';
import { summarize } from './testing/crash-writer.ts';

const ROUNDS = Number(process.env.ALLIUM_CRASH_ROUNDS ?? 15);
const WRITER = join(import.meta.dirname, 'testing/crash-writer.ts');

type Summary = ReturnType<typeof summarize>;
interface Told {
  readonly events: Summary[];
  readonly acks: { token: string; revision: number }[];
  readonly ready: number[];
  readonly errors: string[];
}

/** Lets a writer run and kills it: while it writes, or (one round in five) while it starts. */
async function runAndKill(directory: string, round: number): Promise<Told> {
  const output = await open(join(directory, 'told'), 'w+');
  const child = spawn(process.execPath, [WRITER, directory, `${round}`], { stdio: ['ignore', output.fd, 'inherit'] });
  const exited = once(child, 'exit');
  const dueWhileStarting = round % 5 === 4;
  while (!dueWhileStarting && (await output.stat()).size === 0) await sleep(5);
  await sleep(Math.random() * (dueWhileStarting ? 250 : 80));
  child.kill('SIGKILL');
  await exited;
  const told: Told = { events: [], acks: [], ready: [], errors: [] };
  for (const line of (await readFile(join(directory, 'told'), 'utf8')).split('\n')) take(told, line);
  await output.close();
  return told;
}

function take(told: Told, line: string): void {
  // The last line may have been cut by the kill.
  if (!line.endsWith('}')) return;
  const { event, ack, ready, error } = JSON.parse(line);
  if (event) told.events.push(event);
  if (ack) told.acks.push(ack);
  if (ready) told.ready.push(ready);
  if (error) told.errors.push(error);
}

/** Everything after a revision, by a watch. */
async function eventsAfter(storage: StorageEngine, after: number): Promise<Summary[]> {
  const target = storage.currentRevision();
  const events: StorageEvent[] = [];
  if (after < target) {
    await new Promise<void>((resolve, reject) => {
      const advance = (revision: number) => revision >= target && resolve();
      const onEvents = (batch: readonly StorageEvent[]) => {
        events.push(...batch);
        advance(batch.at(-1)!.revision);
      };
      storage.watch('/', { after, onEvents, onProgress: advance, onError: reject });
    });
  }
  return events.map(summarize);
}

/** Each revision has all the events that its marker counts, and follows the one before. */
function assertWhole(events: readonly Summary[], after: number): void {
  const byRevision = Map.groupBy(events, ({ revision }) => revision);
  let last = after;
  for (const [revision, commit] of byRevision) {
    assert.ok(revision > last, `revision ${revision} after ${last}`);
    last = revision;
    const marker = commit.find(({ key }) => key.startsWith('/marker/'));
    assert.equal(commit.length, JSON.parse(marker!.value).size, `events of revision ${revision}`);
  }
}

/** What a reader who follows all events knows. */
class Model {
  readonly state = new Map<string, { value: string; revision: number }>();
  readonly tokens = new Map<number, string>();
  revision = 1;

  apply(events: readonly Summary[]): void {
    for (const { type, key, value, revision, previousRevision } of events) {
      assert.equal(previousRevision, this.state.get(key)?.revision ?? 0, `${key} at ${revision}`);
      if (type === 'put') this.state.set(key, { value, revision });
      else this.state.delete(key);
      if (key.startsWith('/marker/')) this.tokens.set(revision, JSON.parse(value).token);
      this.revision = revision;
    }
  }
}

async function checkRound(directory: string, model: Model, told: Told): Promise<void> {
  const before = model.revision;
  assert.deepEqual(told.errors, []);
  for (const revision of told.ready) assert.ok(revision >= before, 'revisions never go back');
  // Half a revision may have been told before the kill: the watch resumes behind the last whole one.
  const last = told.events.at(-1)?.revision ?? before;
  const seen = told.events.filter(({ revision }) => revision < last);
  assertWhole(seen, before);
  model.apply(seen);
  const storage = await openEmbeddedStorage({ directory });
  try {
    const resumed = await eventsAfter(storage, model.revision);
    assertWhole(resumed, model.revision);
    const cut = told.events.filter(({ revision }) => revision === last);
    assert.deepEqual(resumed.slice(0, cut.length), cut, 'what a watcher saw is durable');
    model.apply(resumed);
    for (const { token, revision } of told.acks) assert.equal(model.tokens.get(revision), token, 'acknowledged write');
    await assertState(storage, model);
  } finally {
    await storage.close();
  }
}

async function assertState(storage: StorageEngine, model: Model): Promise<void> {
  assert.equal(storage.currentRevision(), model.revision);
  const { entries } = await storage.list('/');
  const found = entries.map(({ key, value, modRevision }) => [key, value.toString().slice(0, 60), modRevision]);
  const expected = [...model.state].map(([key, { value, revision }]) => [key, value, revision]);
  assert.deepEqual(found, expected.sort());
}

test(`survives kill -9 at any moment, ${ROUNDS} times`, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'allium-crash-'));
  t.after(() => rm(directory, { recursive: true }));
  const model = new Model();
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const told = await runAndKill(directory, round);
    acknowledged += told.acks.length;
    await checkRound(directory, model, told);
  }
  assert.ok(acknowledged > ROUNDS, 'something was written');
  t.diagnostic(`${acknowledged} acknowledged commits, ${model.revision} revisions`);
});
