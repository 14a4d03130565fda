import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import type { ApiRequest, ApiResponse, BodySink, BodyStream } from '../../request/http.ts';
import { answerOf, Harness, json, readAll } from './test-support.ts';

let harness: Harness;
afterEach(() => harness.stop());

const streamed = (body: BodyStream): ApiResponse => ({ status: 200, headers: { 'content-type': 'text/plain' }, body });
const closed = (sink: BodySink) => new Promise<void>((resolve) => sink.onClose(resolve));

test('the head is sent before the body has begun, and the body as it is written', async () => {
  let write: (text: string) => void = assert.fail;
  let finish: () => void = assert.fail;
  harness = await Harness.start(() =>
    streamed((sink) => {
      write = (text) => sink.write(Buffer.from(text));
      return new Promise((resolve) => {
        finish = resolve;
      });
    }),
  );
  const stream = harness.session().request({});
  await once(stream, 'response');
  for (const text of ['one', 'two']) {
    write(text);
    assert.equal(String((await once(stream, 'data'))[0]), text);
  }
  finish();
  await once(stream, 'end');
});

test('HTTP/1.1 bodies are chunked, and the connection is kept', async () => {
  harness = await Harness.start(() => streamed(async (sink) => void sink.write(Buffer.from('abc'))));
  for (let i = 0; i < 2; i++) {
    const answer = await harness.http1();
    assert.deepEqual([answer.headers['transfer-encoding'], answer.body], ['chunked', 'abc']);
  }
});

test('HEAD of a streamed answer has no body', async () => {
  harness = await Harness.start(() => streamed(() => assert.fail('the body is not wanted')));
  assert.equal((await harness.http1({ method: 'HEAD' })).body, '');
  assert.equal((await harness.http2({ method: 'HEAD' })).body, '');
  assert.deepEqual(harness.errors, []);
});

for (const protocol of ['HTTP/1.1', 'HTTP/2']) {
  test(`a client that leaves closes the sink and aborts the signal: ${protocol}`, async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<{ sink: BodySink; request: ApiRequest }>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    harness = await Harness.start((request) =>
      streamed(async (sink) => {
        const aborted = once(request.signal, 'abort');
        begin({ sink, request });
        await Promise.all([closed(sink), aborted]);
        assert.equal(sink.write(Buffer.from('ignored')), true);
        await sink.drained();
        end();
      }),
    );
    if (protocol === 'HTTP/2') {
      const stream = harness.session().request({});
      await once(stream, 'response');
      stream.close();
    } else {
      const socket = await harness.raw();
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await once(socket, 'data');
      socket.destroy();
    }
    const { sink, request } = await begun;
    await ended;
    assert.equal(sink.closed, true);
    assert.equal(request.signal.aborted, true);
    await closed(sink);
    assert.deepEqual(harness.errors, []);
  });

  test(`a body that fails cuts the answer short: ${protocol}`, async () => {
    harness = await Harness.start(() =>
      streamed(async (sink) => {
        sink.write(Buffer.from('half'));
        throw new Error('lost');
      }),
    );
    if (protocol === 'HTTP/2')
      await assert.rejects(answerOf(harness.session().request({})), { code: 'ERR_HTTP2_STREAM_ERROR' });
    else await assert.rejects(harness.http1(), { code: 'ECONNRESET' });
    assert.equal(harness.errors.length, 1);
  });
}

test('a signal that is asked for after the answer is not aborted', async () => {
  let signal: AbortSignal | undefined;
  harness = await Harness.start((request) => {
    signal = request.signal;
    return json({});
  });
  await harness.http1();
  await harness.http2();
  assert.equal(signal!.aborted, false);
});

test('a peer that does not read is waited for, then cut off', async () => {
  let refused = 0;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  harness = await Harness.start(
    () =>
      streamed(async (sink) => {
        const chunk = Buffer.alloc(256 * 1024);
        while (!sink.closed) {
          if (sink.write(chunk)) continue;
          refused++;
          await sink.drained();
        }
        end();
      }),
    { limits: { stallTimeout: 50 } },
  );
  const socket = await harness.raw();
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await ended;
  assert.ok(refused > 0);
  socket.resume();
  await readAll(socket);
});
