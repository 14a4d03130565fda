import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { Harness, json } from './test-support.ts';

let harness: Harness;
afterEach(() => harness.stop());

/** The answers' first lines and bodies, until the server ends the connection. */
async function answersTo(text: string): Promise<string[]> {
  const socket: TLSSocket = await harness.raw();
  socket.write(text);
  const bytes: Buffer[] = await socket.toArray();
  return (
    Buffer.concat(bytes)
      .toString()
      .match(/HTTP\/1\.1 \d+ \w+|"\/\w+"/g) ?? []
  );
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
const CLOSE = 'Connection: close\r\n';
const FINE = 'HTTP/1.1 200 OK';

describe('requests that come in one piece over HTTP/1.1', () => {
  test('are served one after the other', async () => {
    const order: string[] = [];
    harness = await Harness.start(async ({ path }) => {
      order.push(`${path} begins`);
      await sleep(path === '/slow' ? 20 : 0);
      order.push(`${path} ends`);
      return json(path);
    });
    const answers = await answersTo(get('/slow') + get('/fast') + get('/last', CLOSE));
    assert.deepEqual(order, ['/slow begins', '/slow ends', '/fast begins', '/fast ends', '/last begins', '/last ends']);
    assert.deepEqual(answers, [FINE, '"/slow"', FINE, '"/fast"', FINE, '"/last"']);
  });

  for (const [what, rubbish] of [
    ['rubbish', '!!rubbish\r\n\r\n'],
    ['a line break', '\r\n!'],
  ]) {
    for (const headers of ['', CLOSE]) {
      const asking = headers && ' that asks to close';
      test(`${what} behind a request${asking} takes nothing from its answer`, async () => {
        harness = await Harness.start(async ({ path }) => {
          await sleep(10);
          return json(path);
        });
        assert.deepEqual(await answersTo(get('/a', headers) + rubbish), [FINE, '"/a"']);
      });
    }
  }

  test('are not begun any more when the client has gone', async () => {
    const begun: string[] = [];
    let left: (() => void) | undefined;
    harness = await Harness.start(async ({ path, signal }) => {
      begun.push(path);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      left?.();
      return json(path);
    });
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    const socket = await harness.raw();
    socket.write(get('/a') + get('/b'));
    while (begun.length === 0) await sleep(1);
    socket.destroy();
    await gone;
    await sleep(10);
    assert.deepEqual(begun, ['/a']);
  });
});
