import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { describe, type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { RequestHandler } from './listener.ts';
import { Harness } from './test-support.ts';

/** Sent with what is sent of the body at first. */
interface Sent {
  readonly declared?: number;
  readonly first: string;
  readonly rest?: string;
}

/** A stream that is left would be waited for without end. */
const BOUNDED = { timeout: 20_000 };

const BIG = 'x'.repeat(40_000);

const echo: RequestHandler = async (request) => ({ status: 200, headers: {}, body: await request.body(1 << 20) });
const refuse: RequestHandler = () => ({ status: 401, headers: {}, body: Buffer.from('no') });

/** @param seen streams of the server, of which none may be left */
async function start(t: TestContext, handler: RequestHandler) {
  const seen: { readonly destroyed: boolean }[] = [];
  const harness = await Harness.start((request) => {
    seen.push((request as any).output);
    return handler(request);
  });
  t.after(() => harness.stop());
  const session = harness.session();
  return { session, seen };
}

async function post(session: ClientHttp2Session, { declared, first, rest }: Sent): Promise<string> {
  const headers = { ':method': 'POST', ':path': '/', ...(declared !== undefined && { 'content-length': declared }) };
  const stream: ClientHttp2Stream = session.request(headers);
  if (rest === undefined) stream.end(first);
  else {
    stream.write(first);
    setTimeout(() => stream.end(rest), 20);
  }
  const closed = once(stream, 'close');
  const chunks: Buffer[] = await stream.toArray();
  await closed;
  return Buffer.concat(chunks).toString();
}

async function untilGone(seen: readonly { readonly destroyed: boolean }[]): Promise<void> {
  while (!seen.every(({ destroyed }) => destroyed)) await turn();
}

const bodies: Record<string, Sent> = {
  'that comes with its head': { declared: 5, first: 'hello' },
  'that comes in parts': { declared: 10, first: 'hello', rest: 'world' },
  'of no declared length': { first: 'hello' },
  'that is declared empty': { declared: 0, first: '' },
  'that is too large to be received beforehand': { declared: BIG.length, first: BIG },
};

describe('over HTTP/2, a body', () => {
  for (const [name, sent] of Object.entries(bodies)) {
    test(`${name} is read whole, and its stream is taken down`, BOUNDED, async (t) => {
      const { session, seen } = await start(t, echo);
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(session, sent)));
      for (const answer of answers) assert.equal(answer, sent.first + (sent.rest ?? ''));
      await untilGone(seen);
    });

    test(`${name} and that nobody reads holds no stream`, BOUNDED, async (t) => {
      const { session, seen } = await start(t, refuse);
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(session, sent)));
      assert.deepEqual([...new Set(answers)], ['no']);
      await untilGone(seen);
    });
  }

  test('that is read twice has nothing more the second time', BOUNDED, async (t) => {
    const { session } = await start(t, async (request) => {
      await request.body(100);
      return { status: 200, headers: {}, body: await request.body(100) };
    });
    assert.equal(await post(session, { declared: 5, first: 'hello' }), '');
  });

  test('past the limit of whoever reads it is refused, though it is there', BOUNDED, async (t) => {
    const { session, seen } = await start(t, async (request) => {
      await assert.rejects(request.body(4), { code: 413 });
      return { status: 413, headers: {}, body: Buffer.from('too large') };
    });
    assert.equal(await post(session, { declared: 5, first: 'hello' }), 'too large');
    await untilGone(seen);
  });
});

describe('over HTTP/1.1, a body', () => {
  for (const name of [
    'that comes with its head',
    'that comes in parts',
    'that is too large to be received beforehand',
  ]) {
    test(`${name} is read whole, and its message to the end`, BOUNDED, async (t) => {
      const { declared, first, rest = '' } = bodies[name]!;
      const messages: { readonly readableEnded: boolean }[] = [];
      const harness = await Harness.start((request) => {
        messages.push((request as any).source);
        return echo(request);
      });
      t.after(() => harness.stop());
      const socket = await harness.raw();
      let answers = '';
      socket.setEncoding('utf8').on('data', (text) => (answers += text));
      for (let asked = 1; asked <= 3; asked++) {
        socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${declared}\r\n\r\n${first}`);
        if (rest !== '') setTimeout(() => socket.write(rest), 20);
        while (answers.split(`\r\n\r\n${first}${rest}`).length <= asked) await turn();
      }
      while (messages.length < 3 || !messages.every(({ readableEnded }) => readableEnded)) await turn();
    });
  }
});
