/** The port: TLS only, both versions of HTTP, health, who gets in. */
import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { Issuer } from '../../src/pki/issuer.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { type Answer, type Ask, ask, askHttp2, type Credentials, connectHttp2 } from '../support/https.ts';
import { configMap } from '../support/manifests.ts';

const plane = await ControlPlane.start();
after(plane.stop);
await plane.namespace('wire');
const { ca, cert, key } = plane.credentials;
const anonymous = { ca };

async function overHttp2(
  path: string,
  request: Ask,
  credentials: Partial<Credentials> = plane.credentials,
): Promise<Answer> {
  const session = await connectHttp2(plane.url, credentials);
  try {
    return await askHttp2(session, path, request);
  } finally {
    session.close();
  }
}

const WIRES: Readonly<Record<string, (path: string, request?: Ask) => Promise<Answer>>> = {
  'HTTP/1.1': (path, request) => plane.ask(path, request),
  'HTTP/2': (path, request = {}) => overHttp2(path, request),
};

for (const [wire, send] of Object.entries(WIRES)) {
  test(`${wire}: an object comes and goes`, async () => {
    const name = wire.toLowerCase().replace(/\W/g, '-');
    const collection = '/api/v1/namespaces/wire/configmaps';
    const created = await send(collection, { method: 'POST', body: configMap(name, { a: '1' }) });
    assert.equal(created.status, 201);
    const found = await send(`${collection}/${name}`);
    assert.deepEqual(JSON.parse(found.text), JSON.parse(created.text));
    assert.match(String(found.headers['audit-id']), /^[0-9a-f-]{36}$/);
    const patched = await send(`${collection}/${name}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { data: { b: '2' } },
    });
    assert.deepEqual(JSON.parse(patched.text).data, { a: '1', b: '2' });
    assert.equal((await send(`${collection}/${name}`, { method: 'DELETE' })).status, 200);
    assert.equal((await send(`${collection}/${name}`)).status, 404);
  });

  test(`${wire}: broken bodies are answered with a Status`, async () => {
    const post = (body: string, type = 'application/json') =>
      send('/api/v1/namespaces/wire/configmaps', { method: 'POST', body, headers: { 'content-type': type } });
    const cases: [Promise<Answer>, number, string][] = [
      [post('{"kind":'), 400, 'BadRequest'],
      [post('{}', 'text/plain'), 415, 'UnsupportedMediaType'],
      [post(`{"data":{"a":"${'x'.repeat(4 * 1024 * 1024)}"}}`), 413, 'RequestEntityTooLarge'],
      [post('['.repeat(100_000)), 400, 'BadRequest'],
    ];
    for (const [answer, code, reason] of cases) {
      const { status, text } = await answer;
      const { kind, code: told, reason: why } = JSON.parse(text);
      assert.deepEqual([status, kind, told, why], [code, 'Status', code, reason]);
    }
  });
}

test('both versions are offered, the newer first', async () => {
  const { hostname, port } = new URL(plane.url);
  for (const [offered, chosen] of [
    [['h2', 'http/1.1'], 'h2'],
    [['http/1.1'], 'http/1.1'],
  ] as const) {
    const socket = connectTls({ host: hostname, port: Number(port), ca, ALPNProtocols: [...offered] });
    await once(socket, 'secureConnect');
    assert.equal(socket.alpnProtocol, chosen);
    assert.match(socket.getProtocol()!, /^TLSv1\.[23]$/);
    socket.destroy();
  }
});

test('no plain HTTP', async () => {
  const { hostname, port } = new URL(plane.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk)).on('error', () => {});
  await once(socket, 'close');
  assert.equal(
    Buffer.concat(received).toString('latin1'),
    'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
  );
});

describe('health', { concurrency: true }, () => {
  const cases: { path: string; status: number; text: RegExp }[] = [
    { path: '/livez', status: 200, text: /^ok$/ },
    { path: '/readyz', status: 200, text: /^ok$/ },
    { path: '/healthz', status: 200, text: /^ok$/ },
    { path: '/livez?verbose', status: 200, text: /^\[\+\]ping ok\n\[\+\]etcd ok\nlivez check passed\n$/ },
    {
      path: '/readyz?verbose',
      status: 200,
      text: /^\[\+\]ping ok\n\[\+\]etcd ok\n(\[\+\].* ok\n)*\[\+\]shutdown ok\n(.*\n)*readyz check passed\n$/,
    },
    { path: '/readyz?verbose&exclude=etcd', status: 200, text: /\n\[\+\]etcd excluded: ok\n/ },
  ];
  const single: typeof cases = [
    { path: '/readyz/ping', status: 200, text: /^ok$/ },
    { path: '/livez/ping', status: 200, text: /^ok$/ },
    { path: '/livez/etcd', status: 200, text: /^ok$/ },
    { path: '/readyz/none', status: 404, text: /^404 page not found\n$/ },
  ];
  for (const { path, status, text } of single) {
    test(`${path}, by the administrator`, async () => {
      const answer = await plane.ask(path);
      assert.equal(answer.status, status);
      assert.match(answer.text, text);
    });
  }
  for (const { path, status, text } of cases) {
    test(`${path}, by anyone`, async () => {
      const answer = await ask(plane.url + path, anonymous);
      assert.equal(answer.status, status);
      assert.match(answer.text, text);
    });
  }
});

describe('who gets in', { concurrency: true }, () => {
  const collection = '/api/v1/namespaces';

  test('without a credential: health and version, nothing else', async () => {
    assert.equal((await ask(`${plane.url}/version`, anonymous)).status, 200);
    const closed = ['/', '/api', '/apis', '/metrics', '/openapi/v3', '/readyz/ping', collection, '/nothing'];
    for (const path of closed) {
      const { status, text } = await ask(plane.url + path, anonymous);
      const { kind, reason } = JSON.parse(text);
      assert.deepEqual([path, status, kind, reason], [path, 401, 'Status', 'Unauthorized']);
    }
  });

  test('a certificate of an unknown authority is refused, not taken for none', async () => {
    const issuer = new Issuer({ now: Date.now, randomBytes });
    const authority = issuer.selfSigned('stranger');
    const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
    const forged = issuer.issue(signer, { commonName: 'admin', organizations: ['system:masters'], usage: 'client' });
    const credentials = { ca, cert: forged.certificate, key: forged.privateKey };
    for (const path of [collection, '/livez']) {
      const { status, text } = await ask(plane.url + path, credentials);
      assert.deepEqual([status, JSON.parse(text).reason], [401, 'Unauthorized']);
    }
    assert.equal((await overHttp2(collection, {}, credentials)).status, 401);
  });

  test('a token that nobody knows is refused', async () => {
    const { status } = await ask(plane.url + collection, anonymous, { headers: { authorization: 'Bearer x.y.z' } });
    assert.equal(status, 401);
  });

  test('headers of a front proxy are nobody’s word', async () => {
    const headers = { 'x-remote-user': 'admin', 'x-remote-group': 'system:masters' };
    assert.equal((await ask(plane.url + collection, anonymous, { headers })).status, 401);
  });

  test('the administrator', async () => {
    assert.equal((await ask(plane.url + collection, { ca, cert, key })).status, 200);
    assert.match((await plane.ask('/metrics')).text, /^apiserver_request_total\{.*\} \d+$/m);
  });
});

test('the serving certificate names the server', async () => {
  const { hostname, port } = new URL(plane.url);
  const socket = connectTls({ host: hostname, port: Number(port), ca });
  await once(socket, 'secureConnect');
  const names = socket.getPeerCertificate().subjectaltname!.split(', ');
  socket.destroy();
  const expected = [
    'DNS:localhost',
    'DNS:kubernetes',
    'DNS:kubernetes.default',
    'DNS:kubernetes.default.svc',
    'DNS:kubernetes.default.svc.cluster.local',
    'IP Address:127.0.0.1',
    'IP Address:10.96.0.1',
    'IP Address:0:0:0:0:0:0:0:1',
  ];
  assert.deepEqual(
    expected.filter((name) => !names.includes(name)),
    [],
  );
});
