import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { afterEach, describe, test } from 'node:test';
import { Harness, json, readAll } from './test-support.ts';

let harness: Harness;
afterEach(() => harness.stop());

const never = () => new Promise<never>(() => {});

describe('CVE-2023-44487, CVE-2023-39325: rapid reset', () => {
  test('a client that resets its requests is cut off with ENHANCE_YOUR_CALM; others are served', async () => {
    let begun = 0;
    harness = await Harness.start(
      ({ path }) => {
        if (path === '/fine') return json('fine');
        begun++;
        return never();
      },
      { limits: { maxResets: 50 } },
    );
    const attacker = harness.session();
    const goaway = new Promise<number>((resolve) => attacker.on('goaway', resolve));
    const closed = new Promise((resolve) => attacker.on('close', resolve));
    await once(attacker, 'remoteSettings');
    const attack = async () => {
      while (!attacker.destroyed && !attacker.closed) {
        const stream = attacker.request({ ':path': '/slow' });
        stream.on('error', () => {});
        await new Promise(setImmediate);
        stream.close(constants.NGHTTP2_CANCEL);
      }
    };
    await Promise.all([attack(), closed]);
    assert.equal(await goaway, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    assert.ok(begun <= 51, `${begun} requests were begun`);
    assert.equal((await harness.http2({ path: '/fine' })).body, '"fine"');
  });

  test('nothing is begun for a request that is reset with the bytes it comes in', async () => {
    const begun: string[] = [];
    harness = await Harness.start(({ path }) => {
      begun.push(path);
      return json('fine');
    });
    const session = harness.session();
    await once(session, 'remoteSettings');
    const stream = session.request({ ':path': '/reset' });
    stream.on('error', () => {});
    stream.close(constants.NGHTTP2_CANCEL);
    await once(stream, 'close');
    await harness.http2({ path: '/fine' }, session);
    assert.deepEqual(begun, ['/fine']);
  });

  test('resets spread over time are no attack', async () => {
    let now = 0;
    harness = await Harness.start(({ path }) => (path === '/fine' ? json('fine') : never()), {
      limits: { maxResets: 5, resetWindow: 1000 },
      now: () => now,
    });
    const session = harness.session();
    for (let i = 0; i < 20; i++) {
      const stream = session.request({ ':path': '/slow' });
      stream.on('error', () => {});
      await harness.http2({ path: '/fine' }, session);
      stream.close(constants.NGHTTP2_CANCEL);
      await once(stream, 'close');
      now += 300;
    }
    assert.equal((await harness.http2({ path: '/fine' }, session)).body, '"fine"');
  });
});

test('tells HTTP/2 clients its limits', async () => {
  harness = await Harness.start(() => json({}));
  const session = harness.session();
  const [settings] = await once(session, 'remoteSettings');
  assert.equal(settings.maxConcurrentStreams, 100);
  assert.equal(settings.maxHeaderListSize, 64 * 1024);
});

test('slow headers (slowloris) are answered 408', async () => {
  harness = await Harness.start(() => json({}), {
    limits: { headersTimeout: 30, requestTimeout: 60, checkInterval: 10 },
  });
  const socket = await harness.raw();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
  assert.match(await readAll(socket), /^HTTP\/1\.1 408 /);
});

describe('idle connections', () => {
  for (const protocol of ['http/1.1', 'h2']) {
    test(`are closed: ${protocol}`, async () => {
      harness = await Harness.start(() => json({}), { limits: { idleTimeout: 30 } });
      await readAll(await harness.raw(protocol));
    });
  }

  for (const protocol of ['HTTP/1.1', 'HTTP/2'] as const) {
    test(`are not idle while an answer is awaited: ${protocol}`, async () => {
      let answer: (text: string) => void = assert.fail;
      const waiting = () =>
        new Promise<ReturnType<typeof json>>((resolve) => {
          answer = (text) => resolve(json(text));
        });
      harness = await Harness.start(waiting, { limits: { idleTimeout: 20 } });
      const asked = protocol === 'HTTP/2' ? harness.http2() : harness.http1();
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer('late');
      assert.equal((await asked).body, '"late"');
    });
  }
});

test('a handshake that does not come is given up', async () => {
  harness = await Harness.start(() => json({}), { limits: { handshakeTimeout: 20 } });
  const { connect } = await import('node:net');
  const socket = connect(harness.port, '127.0.0.1').on('error', () => {});
  socket.resume();
  await once(socket, 'close');
});

test('a client that would close still sees the answer to a body that is too large', async () => {
  harness = await Harness.start(async (request) => json((await request.body(1024)).length));
  const body = Buffer.alloc(16 * 1024 * 1024);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => harness.http1({ method: 'POST', body }, { agent: false })),
  );
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [413]);
});
