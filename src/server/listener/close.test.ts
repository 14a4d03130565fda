import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import type { ApiResponse } from '../../request/http.ts';
import { answerOf, Harness, json, readAll } from './test-support.ts';

let harness: Harness;
afterEach(() => harness.stop().catch(() => {}));

const LONG = 60_000;
/** A close that waits for its grace has failed. */
const SOON = { timeout: LONG / 4 };

/** A request of which only a part of the body is sent. */
async function begin(protocol: 'http1' | 'http2'): Promise<{ answer: Promise<string> }> {
  if (protocol === 'http1') {
    const socket = await harness.raw();
    const answer = readAll(socket);
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
    // The next request on another connection is answered behind this one's arrival.
    await harness.http1();
    return { answer };
  }
  const session = harness.session();
  const stream = session.request({ ':method': 'POST', ':path': '/' });
  stream.write('half');
  const answer = answerOf(stream).then(({ body }) => body);
  await harness.http2({}, session);
  return { answer };
}

for (const protocol of ['http1', 'http2'] as const) {
  describe(`closing over ${protocol}`, () => {
    test('requests in flight are answered, then connections end', async () => {
      const { promise: asked, resolve: arrived } = Promise.withResolvers<void>();
      const { promise: answer, resolve: respond } = Promise.withResolvers<ApiResponse>();
      harness = await Harness.start(() => {
        arrived();
        return answer;
      });
      const answered = harness[protocol]();
      await asked;
      const closed = harness.listener.close(LONG);
      respond(json('done'));
      assert.equal((await answered).body, '"done"');
      await closed;
      await assert.rejects(harness.http1({}, { agent: undefined }), { code: 'ECONNREFUSED' });
    });

    test('a streamed answer is told, and ends as it likes', async () => {
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      harness = await Harness.start(() => ({
        status: 200,
        headers: {},
        body: async (sink) => {
          begin();
          await new Promise<void>((resolve) => sink.onClose(resolve));
          sink.write(Buffer.from('goodbye'));
        },
      }));
      const answered = harness[protocol]();
      await begun;
      await harness.listener.close(LONG);
      assert.equal((await answered).body, 'goodbye');
    });

    test('an answer that begins to stream only then is told at once', async () => {
      const { promise: asked, resolve: arrived } = Promise.withResolvers<void>();
      const { promise: answer, resolve: respond } = Promise.withResolvers<ApiResponse>();
      harness = await Harness.start(() => {
        arrived();
        return answer;
      });
      const answered = harness[protocol]();
      await asked;
      const closed = harness.listener.close(LONG);
      const body: ApiResponse['body'] = (sink) => new Promise((resolve) => sink.onClose(resolve));
      respond({ status: 200, headers: {}, body });
      assert.equal((await answered).body, '');
      await closed;
    });

    test('a request whose body does not end is given up', SOON, async () => {
      harness = await Harness.start(async (request) => json((await request.body(1000)).length), {
        limits: { bodyDrainTimeout: 20 },
      });
      const unfinished = await begin(protocol);
      await harness.listener.close(LONG);
      assert.match(await unfinished.answer, /"reason":"ServiceUnavailable"/);
    });

    test('what does not end within the grace is cut', async () => {
      const { promise: asked, resolve: arrived } = Promise.withResolvers<void>();
      harness = await Harness.start(() => {
        arrived();
        return new Promise(() => {});
      });
      const answered = harness[protocol]();
      answered.catch(() => {});
      await asked;
      await harness.listener.close(20);
      await assert.rejects(answered);
    });
  });
}

test('idle connections do not hold it up', async () => {
  harness = await Harness.start(() => json({}));
  const session = harness.session();
  await harness.http2({}, session);
  await harness.http1();
  const goaway = once(session, 'goaway');
  const silent = await harness.raw();
  const ended = readAll(silent);
  await harness.listener.close(LONG);
  await Promise.all([goaway, ended]);
});

test('a connection whose handshake never comes does not hold it up', SOON, async () => {
  harness = await Harness.start(() => json({}), { limits: { handshakeTimeout: LONG } });
  const silent = connect(harness.port, '127.0.0.1');
  silent.on('error', () => {});
  await once(silent, 'connect');
  await harness.http1();
  await harness.listener.close(LONG);
  await (silent.closed || once(silent, 'close'));
});

test('a client that neither reads nor closes is cut a little after its last answer', SOON, async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const body: ApiResponse['body'] = (sink) => {
    begin();
    return new Promise((resolve) => sink.onClose(resolve));
  };
  harness = await Harness.start(() => ({ status: 200, headers: {}, body }), { limits: { lingerTimeout: 20 } });
  const suspended = await harness.raw();
  suspended.pause();
  suspended.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await begun;
  await harness.listener.close(LONG);
});

test('the last answer on an HTTP/1.1 connection says so', async () => {
  const { promise: asked, resolve: arrived } = Promise.withResolvers<void>();
  const { promise: answer, resolve: respond } = Promise.withResolvers<ApiResponse>();
  harness = await Harness.start(() => {
    arrived();
    return answer;
  });
  const answered = harness.http1();
  await asked;
  const closed = harness.listener.close(LONG);
  respond(json({}));
  assert.equal((await answered).headers.connection, 'close');
  await closed;
});
