import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ManualClock } from '../util/clock.ts';
import { Pacer } from './pacer.ts';
import { WorkQueue } from './work-queue.ts';

const NEVER_DUE = new Pacer(() => 0);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function open(process: (key: string) => void | Promise<void>, concurrency = 1, pacer = NEVER_DUE) {
  const clock = new ManualClock();
  const failures: string[] = [];
  const queue = new WorkQueue<string>({
    clock,
    concurrency,
    process,
    pacer,
    onFailure: (key, error) => failures.push(`${key}: ${(error as Error).message}`),
  });
  return { queue, clock, failures };
}

/** A process that records its keys and ends each when it is told to. */
function gate() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const process = (key: string) =>
    new Promise<void>((resolve) => {
      started.push(key);
      ends.set(key, resolve);
    });
  return { started, process, end: (key: string) => ends.get(key)!() };
}

describe('work queue', () => {
  test('a key waits once, in the order of its first addition, and only from the start on', async () => {
    const done: string[] = [];
    const { queue } = open((key) => void done.push(key));
    for (const key of ['a', 'b', 'a', 'c', 'b']) queue.add(key);
    await turn();
    assert.deepEqual(done, []);
    queue.start();
    await queue.idle();
    assert.deepEqual(done, ['a', 'b', 'c']);
  });

  test('a key that is added while it is worked on is worked on once more, not at the same time', async () => {
    const { started, process, end } = gate();
    const { queue } = open(process, 4);
    queue.start();
    queue.add('a');
    queue.add('a');
    queue.add('a');
    await turn();
    assert.deepEqual(started, ['a']);
    end('a');
    await turn();
    assert.deepEqual(started, ['a', 'a']);
    end('a');
    await queue.idle();
    assert.deepEqual(started, ['a', 'a']);
  });

  test('no more keys at once than allowed', async () => {
    const { started, process, end } = gate();
    const { queue } = open(process, 2);
    queue.start();
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await turn();
    assert.deepEqual(started, ['a', 'b']);
    end('b');
    await turn();
    assert.deepEqual(started, ['a', 'b', 'c']);
  });

  test('failures are tried again after a delay that doubles, until one succeeds', async () => {
    let failing = true;
    let runs = 0;
    const { queue, clock, failures } = open(() => {
      runs += 1;
      if (failing) throw new Error('no');
    });
    queue.start();
    queue.add('a');
    for (const [run, delay] of [5, 10, 20, 40].entries()) {
      await queue.idle();
      assert.equal(runs, run + 1);
      clock.advance(delay - 1);
      await turn();
      assert.equal(runs, run + 1, `not before ${delay} ms`);
      clock.advance(1);
    }
    failing = false;
    await queue.idle();
    clock.advance(80);
    await queue.idle();
    assert.equal(runs, 6);
    assert.equal(failures.length, 5);
    clock.advance(1_000_000);
    await queue.idle();
    assert.equal(runs, 6);

    failing = true;
    queue.add('a');
    await queue.idle();
    clock.advance(5);
    await queue.idle();
    assert.equal(runs, 8, 'a success starts the delays anew');
  });

  test('a delay is bounded', async () => {
    let runs = 0;
    const { queue, clock } = open(async () => {
      runs += 1;
      throw new Error('no');
    });
    queue.start();
    queue.add('a');
    for (let i = 0; i < 30; i += 1) {
      await queue.idle();
      clock.advance(1_000_000);
    }
    await queue.idle();
    assert.equal(runs, 31);
  });

  test('of several delays the first to end counts', async () => {
    const done: string[] = [];
    const { queue, clock } = open((key) => void done.push(key));
    queue.start();
    queue.addAfter('a', 100);
    queue.addAfter('a', 50);
    queue.addAfter('a', 70);
    clock.advance(50);
    await queue.idle();
    assert.deepEqual(done, ['a']);
    clock.advance(1000);
    await queue.idle();
    assert.deepEqual(done, ['a']);
  });

  test('stop waits for what is worked on and drops the rest', async () => {
    const { started, process, end } = gate();
    const { queue, clock } = open(process);
    queue.start();
    queue.add('a');
    queue.add('b');
    queue.add('a');
    queue.addAfter('c', 10);
    await turn();
    let stopped = false;
    const stopping = queue.stop().then(() => {
      stopped = true;
    });
    await turn();
    assert.equal(stopped, false);
    end('a');
    await stopping;
    queue.add('d');
    clock.advance(1000);
    await turn();
    assert.deepEqual(started, ['a']);
  });

  test('a failure while it stops is not tried again', async () => {
    let fail = (_error: Error) => {};
    const { queue, clock, failures } = open(
      () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    );
    queue.start();
    queue.add('a');
    await turn();
    const stopping = queue.stop();
    fail(new Error('too late'));
    await stopping;
    clock.advance(10_000);
    assert.deepEqual(failures, []);
  });

  test('long work lets the event loop turn', async () => {
    let now = 0;
    let turns = 0;
    const turnsSeen: number[] = [];
    const { queue } = open(
      () => {
        now += 1;
        turnsSeen.push(turns);
        setImmediate(() => {
          turns += 1;
        });
      },
      1,
      new Pacer(() => now),
    );
    queue.start();
    for (let i = 0; i < 10; i += 1) queue.add(String(i));
    await queue.idle();
    assert.deepEqual(
      turnsSeen.map((seen) => seen > 0),
      [...Array(4).fill(false), ...Array(6).fill(true)],
    );
  });
});
