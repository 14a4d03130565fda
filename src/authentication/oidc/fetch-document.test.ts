import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createProxy, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ensureClusterPki } from '../../pki/cluster-pki.ts';
import { type FetchOptions, fetchDocument } from './fetch-document.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-fetch-'));
after(() => rm(directory, { recursive: true, force: true }));
const ports = { now: Date.now, randomBytes };
const pki = await ensureClusterPki({
  directory: join(directory, 'pki'),
  servingNames: ['127.0.0.1', 'issuer.example'],
  ports,
});
const other = await ensureClusterPki({ directory: join(directory, 'other'), servingNames: ['127.0.0.1'], ports });

const asked: IncomingMessage[] = [];
const answers: Record<string, (response: ServerResponse) => void> = {
  '/good': (response) => response.end('{"a":1}'),
  '/large': (response) => response.end(Buffer.alloc(1001)),
  '/endless': (response) => {
    const write = () => void (response.destroyed || response.write(Buffer.alloc(1 << 16), () => setImmediate(write)));
    write();
  },
  '/moved': (response) => response.writeHead(302, { location: '/canary' }).end(),
  '/missing': (response) => response.writeHead(404).end('canary'),
  '/silent': () => {},
  '/stuck': (response) => void response.write('{'),
  '/broken': (response) => void response.write('{', () => response.destroy()),
};
const { certificate: cert, privateKey: key } = pki.serving;
const server = createServer({ cert, key }, (request, response) => {
  asked.push(request);
  answers[request.url!]?.(response);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => {
  server.closeAllConnections();
  server.close();
});
const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

const fetch = (path: string, options: Partial<FetchOptions> = {}) =>
  fetchDocument(origin + path, {
    authorities: pki.authority.certificate,
    timeoutMilliseconds: 5000,
    maxBytes: 1000,
    ...options,
  });

test('a document is fetched without a credential', async () => {
  assert.equal((await fetch('/good')).toString(), '{"a":1}');
  assert.equal(asked.at(-1)!.headers.authorization, undefined);
});

test('an access token is sent when there is one', async () => {
  await fetch('/good', { accessToken: 'secret' });
  assert.equal(asked.at(-1)!.headers.authorization, 'Bearer secret');
});

const failures: { name: string; path: string; options?: Partial<FetchOptions>; reason: RegExp }[] = [
  { name: 'a large document', path: '/large', reason: /larger than 1000 bytes/ },
  { name: 'an endless document', path: '/endless', reason: /larger than 1000 bytes/ },
  { name: 'an error', path: '/missing', reason: /status 404$/ },
  { name: 'silence', path: '/silent', options: { timeoutMilliseconds: 50 }, reason: /no answer within 50 ms/ },
  { name: 'half an answer', path: '/stuck', options: { timeoutMilliseconds: 50 }, reason: /no answer within 50 ms/ },
  { name: 'an answer that breaks off', path: '/broken', reason: /aborted/ },
  {
    name: 'a server of another authority',
    path: '/good',
    options: { authorities: other.authority.certificate },
    reason: /certificate/,
  },
  {
    name: "a server of none of the system's authorities",
    path: '/good',
    options: { authorities: '' },
    reason: /certificate/,
  },
];
for (const { name, path, options, reason } of failures) {
  test(`${name} is an error that says so`, async () => {
    await assert.rejects(fetch(path, options), (error: Error) => {
      assert.match(error.message, reason);
      assert.ok(error.message.startsWith(`cannot fetch ${origin}${path}: `));
      assert.ok(!error.message.includes('canary'));
      return true;
    });
  });
}

test('CVE-2020-8559: a redirect is not followed', async () => {
  await assert.rejects(fetch('/moved', { accessToken: 'secret' }), /status 302/);
  assert.ok(!asked.some(({ url }) => url === '/canary'));
});

test('a proxy is asked for what is not on this host', async () => {
  const port = new URL(origin).port;
  const asked: string[] = [];
  const proxy = createProxy().on('connect', (request, socket) => {
    asked.push(request.url!);
    const onward = connect(Number(port), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward.on('error', () => socket.destroy()).pipe(socket);
    socket.on('error', () => onward.destroy()).pipe(onward);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  after(() => proxy.close());
  const environment = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  const options = { authorities: pki.authority.certificate, timeoutMilliseconds: 5000, maxBytes: 1000, environment };
  assert.equal((await fetchDocument(`https://issuer.example:${port}/good`, options)).toString(), '{"a":1}');
  assert.equal((await fetch('/good', { environment })).toString(), '{"a":1}');
  assert.deepEqual(asked, [`issuer.example:${port}`]);
});

test('nothing is fetched in the clear', async () => {
  await assert.rejects(fetchDocument('http://127.0.0.1/', { authorities: '', timeoutMilliseconds: 1, maxBytes: 1 }));
});
