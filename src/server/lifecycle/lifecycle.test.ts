import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { ShutdownCheck } from '../readiness.ts';
import { Parts, StopError } from './parts.ts';
import { withdraw } from './readiness-part.ts';
import { stopRequested } from './signals.ts';

describe('parts', () => {
  const log: string[] = [];
  const start = (parts: Parts, name: string, stop: () => void | Promise<void> = () => {}) =>
    parts.start(
      name,
      () => void log.push(`+${name}`),
      () => {
        log.push(`-${name}`);
        return stop();
      },
    );
  const failing = () => {
    throw new Error('stuck');
  };

  test('stop in the opposite order, each after the one before, once', async () => {
    log.length = 0;
    const parts = new Parts();
    await start(parts, 'store');
    await start(parts, 'cache', async () => {
      await new Promise(setImmediate);
      log.push('cache is gone');
    });
    await start(parts, 'listener');
    await Promise.all([parts.stop(), parts.stop()]);
    assert.deepEqual(log, ['+store', '+cache', '+listener', '-listener', '-cache', 'cache is gone', '-store']);
  });

  test('a start that fails stops what has been started, and says why', async () => {
    log.length = 0;
    const parts = new Parts();
    await start(parts, 'store', failing);
    await assert.rejects(
      parts.start(
        'listener',
        () => Promise.reject(new Error('port in use')),
        () => assert.fail(),
      ),
      /port in use/,
    );
    assert.deepEqual(log, ['+store', '-store']);
  });

  test('a part that does not stop does not keep the others from it', async () => {
    log.length = 0;
    const parts = new Parts();
    await start(parts, 'store');
    await start(parts, 'cache', failing);
    await start(parts, 'listener');
    await assert.rejects(parts.stop(), (error) => error instanceof StopError && error.message === 'cache: stuck');
    assert.deepEqual(log.slice(3), ['-listener', '-cache', '-store']);
  });
});

test('readiness is withdrawn at once, and the delay waited for', async () => {
  const clock = new ManualClock();
  const check = new ShutdownCheck();
  let over = false;
  const done = withdraw(check, 5000, clock).then(() => {
    over = true;
  });
  assert.throws(() => check.check(), /shutting down/);
  clock.advance(4999);
  await new Promise(setImmediate);
  assert.equal(over, false);
  clock.advance(1);
  await done;
});

describe('signals', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`${signal} asks to stop; a second signal does not ask`, async () => {
      const source = new EventEmitter();
      const exits: number[] = [];
      const asked = stopRequested(source, (code) => exits.push(code));
      source.emit(signal);
      assert.equal(await asked, signal);
      assert.deepEqual(exits, []);
      source.emit('SIGTERM');
      assert.deepEqual(exits, [130]);
    });
  }
});
