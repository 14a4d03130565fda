import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { type ConnectionOptions, createServer, type TLSSocket } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { Issuer } from '../../../pki/issuer.ts';
import { systemClock } from '../../../util/clock.ts';
import { SyslogFormat } from './message.ts';
import { SyslogBackend } from './syslog-backend.ts';

const issuer = new Issuer({ now: Date.now, randomBytes });
const root = issuer.selfSigned('root');
const signer = { certificate: root.certificate, privateKey: createPrivateKey(root.privateKey) };
const server = issuer.issue(signer, { commonName: 'log', names: ['127.0.0.1'], usage: 'server' });
const client = issuer.issue(signer, { commonName: 'allium', usage: 'client' });
const format = new SyslogFormat({ hostName: 'h', appName: 'a', processId: '1' });

const sockets: TLSSocket[] = [];
let taken = '';
const receiver = createServer(
  { cert: server.certificate, key: server.privateKey, ca: root.certificate, requestCert: true },
  (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text) => {
      taken += text;
    });
  },
);
receiver.listen(0, '127.0.0.1');
await once(receiver, 'listening');
after(() => {
  for (const socket of sockets) socket.destroy();
  receiver.close();
});

function open(more: ConnectionOptions = {}): SyslogBackend {
  const { port } = receiver.address() as AddressInfo;
  const credentials = { ca: root.certificate, cert: client.certificate, key: client.privateKey };
  const connection = async () => ({ host: '127.0.0.1', port, ...credentials, ...more });
  return new SyslogBackend(format, { clock: systemClock, connection });
}

test('each batch has a connection of its own, and has arrived when the server has ended that', async () => {
  const backend = open();
  await backend.send(['{"n":1}', '{"n":2}']);
  await backend.send(['{"n":3}']);
  assert.equal(sockets.length, 2);
  assert.deepEqual(taken.match(/\d(?=\})/g), ['1', '2', '3']);
});

for (const [what, mood] of [
  ['stops reading, and dies', (socket: TLSSocket) => void setTimeout(() => socket.destroy(), 300)],
  ['stops reading, and dies after a while', (socket: TLSSocket) => void setTimeout(() => socket.destroy(), 1500)],
  ['dies at once', (socket: TLSSocket) => void socket.destroy()],
] as const) {
  test(`what a server has not read has not arrived: it ${what}`, async () => {
    const deaf = createServer({ cert: server.certificate, key: server.privateKey }, (socket) => {
      socket.on('error', () => {});
      sockets.push(socket);
      mood(socket.pause());
    });
    deaf.listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const { port } = deaf.address() as AddressInfo;
    // As much as the buffers of the system hold.
    await assert.rejects(
      open({ port }).send([JSON.stringify({ text: 'x'.repeat(100_000) })]),
      /closed|ECONNRESET|EPIPE/,
    );
    deaf.close();
  });
}

test('what was cut off on its way has not arrived, though reading then looks like an end in order', async (t) => {
  const { port: workerData } = receiver.address() as AddressInfo;
  // A thread of its own: it resets connections while this one writes.
  const proxy = new Worker(new URL('testing/cutting-proxy.ts', import.meta.url), { workerData });
  t.after(() => proxy.terminate());
  const [port] = await once(proxy, 'message');
  for (let size = 60_000; size < 600_000; size += 10_000) {
    await assert.rejects(
      open({ port }).send([JSON.stringify({ text: 'x'.repeat(size) })]),
      /closed|ECONNRESET|EPIPE/,
      `${size} bytes`,
    );
  }
});

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a server that dies at any moment ends nothing but its connection: ${maxVersion}`, async () => {
    let read = 0;
    const dying = createServer({ cert: server.certificate, key: server.privateKey, maxVersion }, (socket) => {
      socket
        .on('error', () => {})
        .on('data', (bytes) => {
          read += bytes.length;
        });
      setTimeout(() => socket.destroy(), (sent % 7) / 2);
    });
    dying.on('tlsClientError', () => {});
    dying.listen(0, '127.0.0.1');
    await once(dying, 'listening');
    const { port } = dying.address() as AddressInfo;
    let sent = 0;
    let arrived = 0;
    for (; sent < 150; sent++) {
      const text = 'x'.repeat(1000 + sent * 2000);
      await open({ port })
        .send([JSON.stringify({ text })])
        .then(
          () => (arrived += text.length),
          () => {},
        );
    }
    assert.ok(read >= arrived, `${read} bytes were read of ${arrived}`);
    dying.close();
  });
}

test('the end of this server does not wait for the other', async () => {
  const backend = open();
  const connecting = once(receiver, 'secureConnection');
  receiver.once('secureConnection', (socket) => socket.pause());
  const sending = backend.send([JSON.stringify({ text: 'x'.repeat(100_000) })]);
  const refused = assert.rejects(sending, /the server ends/);
  await connecting;
  backend.close();
  await refused;
});

test('a server that cannot prove its name, and one that does not want us, get nothing', async () => {
  taken = '';
  const stranger = issuer.selfSigned('stranger');
  for (const more of [{ ca: stranger.certificate }, { cert: undefined, key: undefined }] as ConnectionOptions[]) {
    const backend = open(more);
    await assert.rejects(backend.send(['{"n":5}']));
  }
  assert.equal(taken, '');
});
