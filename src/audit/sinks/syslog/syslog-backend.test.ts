import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { type ConnectionOptions, createServer, type TLSSocket } from 'node:tls';
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

test('one connection takes batch after batch; another is made when it is lost', async () => {
  const backend = open();
  await backend.send(['{"n":1}', '{"n":2}']);
  await backend.send(['{"n":3}']);
  assert.equal(sockets.length, 1);
  const sending = backend.send(['{"n":4}']);
  setTimeout(() => sockets[0]!.destroy(), 50);
  await assert.rejects(sending, /closed|ECONNRESET/);
  await backend.send(['{"n":4}']);
  await backend.close();
  assert.equal(sockets.length, 2);
  assert.deepEqual(new Set(taken.match(/\d(?=\})/g)), new Set(['1', '2', '3', '4']));
});

test('a server that cannot prove its name, and one that does not want us, get nothing', async () => {
  taken = '';
  const stranger = issuer.selfSigned('stranger');
  for (const more of [{ ca: stranger.certificate }, { cert: undefined, key: undefined }] as ConnectionOptions[]) {
    const backend = open(more);
    await assert.rejects(backend.send(['{"n":5}']));
    await backend.close();
  }
  assert.equal(taken, '');
});
