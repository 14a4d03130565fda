/** What can be reached from outside: one port, TLS as it is configured, nothing readable that opens it. */
import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import { Issuer } from '../../src/pki/issuer.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { askHttp2 } from '../support/https.ts';

const SUITE = 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384';

async function handshake(plane: ControlPlane, options: ConnectionOptions) {
  const { hostname, port } = new URL(plane.url);
  const { ca } = plane.credentials;
  const socket = connect({ host: hostname, port: Number(port), ca, ALPNProtocols: ['h2', 'http/1.1'], ...options });
  try {
    await once(socket, 'secureConnect');
    return { alpn: socket.alpnProtocol, version: socket.getProtocol(), cipher: socket.getCipher().standardName };
  } finally {
    socket.destroy();
  }
}

describe('TLS as it is configured', () => {
  test('only the ciphers that are chosen, and HTTP/2 with each', async (t) => {
    const plane = await ControlPlane.start({ flags: ['--tls-cipher-suites', SUITE] });
    t.after(plane.stop);
    const older = { maxVersion: 'TLSv1.2' } as const;
    const chosen = await handshake(plane, { ...older, ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' });
    assert.deepEqual(chosen, { alpn: 'h2', version: 'TLSv1.2', cipher: SUITE });
    await assert.rejects(handshake(plane, { ...older, ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }));
    const newer = await handshake(plane, {});
    assert.deepEqual([newer.alpn, newer.version], ['h2', 'TLSv1.3']);
  });

  test('no version below the floor', async (t) => {
    const plane = await ControlPlane.start({ flags: ['--tls-min-version', 'VersionTLS13'] });
    t.after(plane.stop);
    assert.equal((await handshake(plane, {})).version, 'TLSv1.3');
    await assert.rejects(handshake(plane, { maxVersion: 'TLSv1.2' }), /ALERT_PROTOCOL_VERSION|protocol version/i);
  });
});

test('a certificate for each name, and client certificates with all of them', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'allium-sni-'));
  t.after(() => rm(directory, { recursive: true }));
  const issuer = new Issuer({ now: Date.now, randomBytes });
  const authority = issuer.selfSigned('names');
  const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
  const pair = issuer.issue(signer, {
    commonName: 'api',
    names: ['api.example.com', '*.example.net'],
    usage: 'server',
  });
  const files = { certificate: join(directory, 'api.crt'), privateKey: join(directory, 'api.key') };
  await writeFile(files.certificate, pair.certificate);
  await writeFile(files.privateKey, pair.privateKey);
  const plane = await ControlPlane.start({ flags: ['--tls-sni-cert-key', `${files.certificate},${files.privateKey}`] });
  t.after(plane.stop);
  for (const servername of ['api.example.com', 'any.example.net']) {
    const credentials = { ...plane.credentials, ca: authority.certificate, servername };
    assert.equal((await handshake(plane, credentials)).version, 'TLSv1.3');
    const session = connectHttp2(plane.url, credentials);
    session.on('error', () => {});
    const { status } = await askHttp2(session, '/api/v1/namespaces');
    session.destroy();
    assert.equal(status, 200);
  }
  await assert.rejects(handshake(plane, { servername: 'api.example.com' }), /unable to (get|verify)/);
  assert.equal((await handshake(plane, { servername: 'localhost' })).version, 'TLSv1.3');
});

describe('one that runs as it is', () => {
  let plane: ControlPlane;
  const started = ControlPlane.start().then((one) => {
    plane = one;
  });
  after(() => plane.stop());

  test('older versions of TLS are not spoken', async () => {
    await started;
    const ancient = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await assert.rejects(handshake(plane, ancient));
  });

  test('only the API port listens', {
    skip: process.platform !== 'linux' && 'sockets are counted in /proc',
  }, async () => {
    await started;
    const ports = await listeningPorts(plane.process.child.pid!);
    assert.deepEqual(ports, [Number(new URL(plane.url).port)]);
  });

  test('what opens doors is its owner’s only', async () => {
    await started;
    const files = await readdir(plane.dataDir, { recursive: true, withFileTypes: true });
    const secret = files.filter(({ name }) => /\.(key|kubeconfig)$/.test(name));
    assert.ok(secret.length >= 5);
    for (const { parentPath, name } of secret) {
      assert.equal((await stat(join(parentPath, name))).mode & 0o777, 0o600, name);
    }
    for (const { parentPath, name } of files.filter((entry) => entry.isDirectory())) {
      assert.equal((await stat(join(parentPath, name))).mode & 0o777, 0o700, name);
    }
  });

  test('a request that is never wholly sent does not hold up its end', async () => {
    await started;
    const { hostname, port } = new URL(plane.url);
    const { ca, cert, key } = plane.credentials;
    const socket = connect({ host: hostname, port: Number(port), ca, cert, key });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    const head =
      'POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n';
    socket.write(`${head}\r\n{`);
    await plane.ask('/livez');
    // Ends by itself well within the time that requests in flight have, or is killed and fails.
    await plane.down();
    socket.destroy();
  });
});

/** TCP ports on which a process listens, by /proc. */
async function listeningPorts(pid: number): Promise<number[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const inodes = new Set(targets.map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]));
  const LISTEN = '0A';
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8')));
  const rows = tables.flatMap((table) => table.trim().split('\n').slice(1)).map((row) => row.trim().split(/\s+/));
  const own = rows.filter((row) => row[3] === LISTEN && inodes.has(row[9]!));
  return own.map((row) => Number.parseInt(row[1]!.split(':')[1]!, 16));
}
