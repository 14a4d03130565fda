import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { badRequest } from '../../api/status.ts';
import { JoinedBuffers } from '../../request/body-pieces.ts';
import type { ApiRequest, BodyPieces } from '../../request/http.ts';
import type { RequestHandler } from './listener.ts';
import {
  type Answer,
  type Ask,
  answerOf,
  authority,
  Harness,
  issueClient,
  issueServer,
  json,
  readAll,
} from './test-support.ts';

let harness: Harness;
afterEach(() => harness.stop());

const protocols: { name: string; ask: (ask?: Ask) => Promise<Answer> }[] = [
  { name: 'HTTP/1.1', ask: (ask) => harness.http1(ask) },
  { name: 'HTTP/2', ask: (ask) => harness.http2(ask) },
];

/** Answers with what a request looks like from inside. */
const mirror: RequestHandler = (request) =>
  json({
    method: request.method,
    path: request.path,
    rawQuery: request.rawQuery,
    labelSelector: request.query.get('labelSelector'),
    groups: request.headers['impersonate-group'],
    address: request.remoteAddress,
    pseudo: Object.keys(request.headers).filter((name) => name.startsWith(':')),
  });

for (const { name, ask } of protocols) {
  describe(name, () => {
    test('hands over the request as it was sent', async () => {
      harness = await Harness.start(mirror);
      const path = '/api/v1/../%2e%2e/x//y?labelSelector=a%3Db&x';
      const headers = { 'Impersonate-Group': ['one, two', 'three'] };
      const { status, body } = await ask({ method: 'DELETE', path, headers });
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(body), {
        method: 'DELETE',
        path: '/api/v1/../%2e%2e/x//y',
        rawQuery: 'labelSelector=a%3Db&x',
        labelSelector: 'a=b',
        groups: ['one, two', 'three'],
        address: '127.0.0.1',
        pseudo: [],
      });
    });

    test('sends bytes, pieces and nothing, with their length', async () => {
      const bodies: Record<string, Uint8Array | BodyPieces> = {
        '/bytes': Buffer.from('abc'),
        '/pieces': new JoinedBuffers(['a', 'b', 'c'].map((text) => Buffer.from(text))),
        '/nothing': Buffer.alloc(0),
      };
      harness = await Harness.start(({ path }) => ({
        status: 201,
        headers: { warning: ['1', '2'] },
        body: bodies[path]!,
      }));
      for (const [path, length] of [
        ['/bytes', '3'],
        ['/pieces', '3'],
        ['/nothing', '0'],
      ] as const) {
        const answer = await ask({ path });
        assert.equal(answer.status, 201);
        assert.equal(answer.headers['content-length'], length);
        assert.equal(answer.headers.warning, '1, 2');
        assert.equal(answer.body, length === '0' ? '' : 'abc');
      }
    });

    test('sends no body for HEAD and 204', async () => {
      harness = await Harness.start(({ method }) => ({ ...json({}), status: method === 'HEAD' ? 200 : 204 }));
      const head = await ask({ method: 'HEAD' });
      assert.deepEqual([head.status, head.headers['content-length'], head.body], [200, '2', '']);
      const none = await ask();
      assert.deepEqual([none.status, none.headers['content-length'], none.body], [204, undefined, '']);
    });

    test('answers what a handler throws, and goes on', async () => {
      const failures: Record<string, () => never> = {
        '/status': () => {
          throw badRequest('no');
        },
        '/error': () => {
          throw new Error('secret detail');
        },
      };
      harness = await Harness.start(({ path }) => (failures[path] ?? (() => json('fine')))());
      const status = await ask({ path: '/status' });
      assert.deepEqual([status.status, JSON.parse(status.body).message], [400, 'no']);
      const answer = await ask({ path: '/error' });
      assert.deepEqual([answer.status, JSON.parse(answer.body).reason], [500, 'InternalError']);
      assert.ok(!answer.body.includes('secret'));
      assert.equal((await ask()).body, '"fine"');
      assert.equal(harness.errors.length, 2);
    });

    test('large lists arrive whole, each with its own bytes, and leave others their turn', async () => {
      const paths = ['/list/a', '/list/b', '/list/c'];
      const lines = (path: string) => Array.from({ length: 10_000 }, (_, index) => `${path} ${index}`.padEnd(1000));
      harness = await Harness.start(({ path }) => {
        if (!paths.includes(path)) return json({});
        return { status: 200, headers: {}, body: new JoinedBuffers(lines(path).map((line) => Buffer.from(line))) };
      });
      let others = 0;
      let listed = false;
      const asking = (async () => {
        for (; !listed; others++) await ask({ path: '/other' });
      })();
      const answers = await Promise.all(paths.map((path) => ask({ path })));
      listed = true;
      await asking;
      for (const [index, path] of paths.entries()) {
        assert.equal(answers[index]!.headers['content-length'], '10000000');
        assert.ok(answers[index]!.body === lines(path).join(''), path);
      }
      assert.ok(others > 0);
    });

    test('bytes too many for one slab arrive whole', async () => {
      const bytes = Buffer.from('0123456789'.repeat(70_000));
      harness = await Harness.start(() => ({ status: 200, headers: {}, body: bytes }));
      assert.ok((await ask()).body === bytes.toString());
    });

    test('reads a body up to its limit', async () => {
      harness = await Harness.start(async (request) => json((await request.body(1000)).toString()));
      assert.equal((await ask({ method: 'POST', body: 'x'.repeat(1000) })).body, JSON.stringify('x'.repeat(1000)));
      assert.equal((await ask({ method: 'POST', body: '' })).body, '""');
      assert.equal((await ask({ method: 'DELETE' })).body, '""');
    });

    for (const declared of [true, false]) {
      test(`refuses a ${declared ? 'declared' : 'streamed'} body past its limit with 413`, async () => {
        harness = await Harness.start(async (request) => json((await request.body(1000)).length));
        const body = Buffer.alloc(declared ? 3_000_000 : 1001);
        const answer = await ask({
          method: 'POST',
          body,
          headers: declared ? { 'content-length': String(body.length) } : {},
        });
        assert.equal(answer.status, 413);
        assert.equal(JSON.parse(answer.body).message, 'Request entity too large: limit is 1000');
        assert.equal((await ask({ method: 'POST', body: 'ok' })).body, '2');
      });
    }

    test('a body that does not arrive is given up', async () => {
      const limits = { requestTimeout: 20, headersTimeout: 20 };
      harness = await Harness.start(async (request) => json((await request.body(1000)).length), { limits });
      if (name === 'HTTP/2') {
        const stream = harness.session().request({ ':method': 'POST' }, { endStream: false });
        const [headers] = await once(stream, 'response');
        assert.equal(headers[':status'], 504);
      } else {
        const socket = await harness.raw();
        socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab');
        assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 504 /);
      }
    });
  });
}

test('the client certificate is handed over with what identifies its connection', async () => {
  const seen: ApiRequest['clientCertificate'][] = [];
  harness = await Harness.start((request) => {
    seen.push(request.clientCertificate);
    return json({});
  });
  const pair = issueClient('alice');
  const alice = { ...pair, certificate: pair.certificate + authority.certificate };
  const session = harness.session(alice);
  await harness.http2({}, session);
  await harness.http2({}, session);
  await harness.http1({}, { agent: undefined, cert: alice.certificate, key: alice.privateKey });
  await harness.http1();
  await harness.http2();
  assert.deepEqual(
    seen.map((certificate) => certificate?.leaf.subject),
    ['CN=alice', 'CN=alice', 'CN=alice', undefined, undefined],
  );
  assert.equal(seen[0]!.connection, seen[1]!.connection);
  assert.notEqual(seen[0]!.connection, seen[2]!.connection);
  assert.deepEqual(
    seen[0]!.chain.map((certificate) => certificate.subject),
    ['CN=test'],
  );
});

test('the absolute form of a request target is understood', async () => {
  harness = await Harness.start(({ path, rawQuery }) => json([path, rawQuery]));
  const socket = await harness.raw();
  socket.write('GET https://example.com/livez?verbose HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(await readAll(socket), /\["\/livez","verbose"\]$/);
});

describe('Expect: 100-continue', () => {
  const post = (length: number) =>
    `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;

  test('the client is invited when its body is wanted', async () => {
    harness = await Harness.start(async (request) => json((await request.body(10)).toString()));
    const socket = await harness.raw();
    socket.write(post(3));
    assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 100 Continue\r\n/);
    socket.write('abc');
    assert.match(await readAll(socket), /^HTTP\/1\.1 200 [\s\S]*"abc"$/);
  });

  test('the client is invited over HTTP/2 as well', async () => {
    harness = await Harness.start(async (request) => json((await request.body(10)).toString()));
    const stream = harness.session().request({ ':method': 'POST', expect: '100-continue' }, { endStream: false });
    await once(stream, 'continue');
    stream.end('abc');
    assert.equal((await answerOf(stream)).body, '"abc"');
  });

  test('it is not when the body is too large', async () => {
    harness = await Harness.start(async (request) => json((await request.body(10)).toString()));
    const socket = await harness.raw();
    socket.write(post(11));
    assert.match(await readAll(socket), /^HTTP\/1\.1 413 [\s\S]*connection: close/i);
  });
});

describe('malformed requests', () => {
  const cases: { name: string; protocol?: string; bytes: string; answer: RegExp }[] = [
    { name: 'no HTTP at all', bytes: 'hello\r\n\r\n', answer: /^HTTP\/1\.1 400 / },
    { name: 'no Host', bytes: 'GET / HTTP/1.1\r\n\r\n', answer: /^HTTP\/1\.1 400 / },
    { name: 'a bad header name', bytes: 'GET / HTTP/1.1\r\nHost: a\r\nA B: c\r\n\r\n', answer: /^HTTP\/1\.1 400 / },
    {
      name: 'two ways of telling the length',
      bytes: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      answer: /^HTTP\/1\.1 400 /,
    },
    {
      name: 'headers past their limit',
      bytes: `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(65_600)}\r\n\r\n`,
      answer: /^HTTP\/1\.1 431 /,
    },
    { name: 'CONNECT', bytes: 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', answer: /^$/ },
    { name: 'no HTTP/2 preface', protocol: 'h2', bytes: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', answer: /^/ },
  ];
  for (const { name, protocol, bytes, answer } of cases) {
    test(name, async () => {
      harness = await Harness.start(() => json('fine'));
      const socket = await harness.raw(protocol);
      socket.write(bytes);
      assert.match(await readAll(socket), answer);
      assert.equal((await harness.http2()).body, '"fine"');
      assert.deepEqual(harness.errors, []);
    });
  }

  test('renegotiation of TLS', async () => {
    harness = await Harness.start(() => json('fine'));
    const socket = await harness.raw('http/1.1', { maxVersion: 'TLSv1.2' });
    const refused = once(socket, 'error').then(([error]) => error);
    socket.renegotiate({}, (error) => error && socket.emit('error', error));
    assert.match(String(await refused), /renegotiation/);
    assert.equal((await harness.http2()).body, '"fine"');
  });

  test('plain HTTP on the TLS port', async () => {
    harness = await Harness.start(() => json('fine'));
    const socket = connect(harness.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    const chunks: Buffer[] = await socket.toArray();
    assert.match(
      Buffer.concat(chunks).toString(),
      /^HTTP\/1.0 400 .*Client sent an HTTP request to an HTTPS server\.\n$/s,
    );
    assert.equal((await harness.http2()).body, '"fine"');
  });
});

test('a port in use is an error', async () => {
  harness = await Harness.start(() => json({}));
  await assert.rejects(
    Harness.start(() => json({}), { port: harness.port }),
    { code: 'EADDRINUSE', syscall: 'listen' },
  );
});

test('a new certificate is served to connections from then on', async () => {
  harness = await Harness.start(() => json({}));
  const serialOf = async () => (await harness.raw()).getPeerX509Certificate()?.serialNumber;
  const before = await serialOf();
  assert.equal(await serialOf(), before);
  harness.listener.setTls({ ...issueServer(), clientAuthorities: [authority.certificate] });
  assert.notEqual(await serialOf(), before);
  assert.equal((await harness.http2()).status, 200);
});
