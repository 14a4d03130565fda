import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ensureClusterPki } from '../../pki/cluster-pki.ts';
import { ManualClock, systemClock } from '../../util/clock.ts';
import { WebhookError } from './errors.ts';
import { WebhookClient, type WebhookClientOptions } from './webhook-client.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-webhook-'));
after(() => rm(directory, { recursive: true, force: true }));
const pki = await ensureClusterPki({
  directory: join(directory, 'pki'),
  servingNames: ['127.0.0.1', 'hook.example'],
  ports: { now: Date.now, randomBytes },
});

type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

async function serve(handler: Handler): Promise<{ server: Server; url: string }> {
  const server = createServer(
    {
      cert: pki.serving.certificate,
      key: pki.serving.privateKey,
      ca: pki.authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      handler(request, Buffer.concat(chunks).toString(), response);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook?a=b` };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

function kubeconfig(server: string, cluster: object = {}, user: object = {}) {
  return {
    clusters: [
      { name: 'c', cluster: { server, 'certificate-authority-data': base64(pki.authority.certificate), ...cluster } },
    ],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
}

async function open(config: string | object, options: Partial<WebhookClientOptions> = {}): Promise<WebhookClient> {
  const retry = { initialMilliseconds: 1, factor: 1, jitter: 0, steps: 3 };
  const client = await WebhookClient.open(config, { clock: systemClock, retry, ...options });
  after(() => client.close());
  return client;
}

const answer = (response: ServerResponse, value: unknown) => void response.end(JSON.stringify(value));

test('a review goes out as JSON and comes back as JSON', async () => {
  const seen: unknown[] = [];
  const { url } = await serve((request, body, response) => {
    seen.push(request.method, request.url, request.headers['content-type'], JSON.parse(body));
    answer(response, { status: { authenticated: true } });
  });
  const client = await open(kubeconfig(url));
  assert.deepEqual(await client.call({ kind: 'TokenReview' }), { status: { authenticated: true } });
  assert.deepEqual(seen, ['POST', '/hook?a=b', 'application/json', { kind: 'TokenReview' }]);
});

describe('credentials', () => {
  const cases: { name: string; user: object; header: string | undefined }[] = [
    { name: 'none', user: {}, header: undefined },
    { name: 'a token', user: { token: 'secret' }, header: 'Bearer secret' },
    { name: 'a password', user: { username: 'a', password: 'b' }, header: `Basic ${base64('a:b')}` },
  ];
  for (const { name, user, header } of cases) {
    test(name, async () => {
      let seen: string | undefined;
      const { url } = await serve((request, _body, response) => {
        seen = request.headers.authorization;
        answer(response, {});
      });
      await (await open(kubeconfig(url, {}, user))).call({});
      assert.equal(seen, header);
    });
  }

  test('a certificate', async () => {
    let subject: string | undefined;
    const { url } = await serve((request, _body, response) => {
      subject = (
        request.socket as unknown as { getPeerX509Certificate(): { subject: string } }
      ).getPeerX509Certificate()?.subject;
      answer(response, {});
    });
    const { certificate, privateKey } = pki.admin;
    const user = { 'client-certificate-data': base64(certificate), 'client-key-data': base64(privateKey) };
    await (await open(kubeconfig(url, {}, user))).call({});
    assert.match(subject!, /CN=kubernetes-admin/);
  });

  test('a token file beside the kubeconfig is read again after a minute', async () => {
    const seen: (string | undefined)[] = [];
    const { url } = await serve((request, _body, response) => {
      seen.push(request.headers.authorization);
      answer(response, {});
    });
    await writeFile(join(directory, 'token'), 'old\n');
    await writeFile(join(directory, 'hook.kubeconfig'), JSON.stringify(kubeconfig(url, {}, { tokenFile: 'token' })));
    const clock = new ManualClock();
    const client = await open(join(directory, 'hook.kubeconfig'), { clock });
    await writeFile(join(directory, 'token'), 'new\n');
    for (const wait of [0, 59_999, 1]) {
      clock.advance(wait);
      await client.call({});
    }
    await rm(join(directory, 'token'));
    clock.advance(60_000);
    await client.call({});
    assert.deepEqual(seen, ['Bearer old', 'Bearer old', 'Bearer new', 'Bearer new']);
  });
});

test('CVE-2020-8561: a redirect is not followed', async () => {
  let canaryHits = 0;
  const canary = await serve((_request, _body, response) => {
    canaryHits++;
    answer(response, {});
  });
  const { url } = await serve((_request, _body, response) => {
    response.writeHead(302, { location: canary.url });
    response.end('canary-of-the-body');
  });
  const client = await open(kubeconfig(url, {}, { token: 'canary-of-the-token' }));
  await assert.rejects(client.call({}), (error) => {
    assert.ok(error instanceof WebhookError && error.status === 302);
    assert.equal(error.message, 'the webhook answered with status 302');
    assert.doesNotMatch(JSON.stringify(error) + error.stack, /canary-of/);
    return true;
  });
  assert.equal(canaryHits, 0);
});

describe('failures', () => {
  const cases: { name: string; handler: Handler; calls: number; message: RegExp }[] = [
    { name: '500 is tried again', handler: status(500), calls: 3, message: /status 500/ },
    { name: '429 is tried again', handler: status(429), calls: 3, message: /status 429/ },
    { name: '503 is not', handler: status(503), calls: 1, message: /status 503/ },
    {
      name: '503 with Retry-After is',
      handler: status(503, { 'retry-after': '1' }),
      calls: 3,
      message: /status 503/,
    },
    { name: '401 is not', handler: status(401), calls: 1, message: /status 401/ },
    {
      name: 'a broken connection is tried again',
      handler: (request) => void request.socket.destroy(),
      calls: 3,
      message: /cannot be reached: ECONNRESET/,
    },
    {
      name: 'something that is not JSON',
      handler: (_request, _body, response) => void response.end('<canary>'),
      calls: 1,
      message: /^the webhook answered with something that is not JSON$/,
    },
    {
      name: 'an endless answer',
      handler: (_request, _body, response) => {
        const chunk = Buffer.alloc(1 << 20, 0x20);
        for (let i = 0; i < 8; i++) response.write(chunk);
      },
      calls: 1,
      message: /more than 3145728 bytes/,
    },
    { name: 'no answer', handler: () => {}, calls: 1, message: /within 0.3s/ },
    {
      name: 'half an answer',
      handler: (_request, _body, response) => void response.write('{'),
      calls: 1,
      message: /within 0.3s/,
    },
  ];
  for (const { name, handler, calls, message } of cases) {
    test(name, async () => {
      let hits = 0;
      const { url } = await serve((request, body, response) => {
        hits++;
        handler(request, body, response);
      });
      const client = await open(kubeconfig(url), { timeoutMilliseconds: name.includes('answer') ? 300 : 5000 });
      await assert.rejects(client.call({}), (error) => error instanceof WebhookError && message.test(error.message));
      assert.equal(hits, calls);
    });
  }

  function status(code: number, headers: Record<string, string> = {}): Handler {
    return (_request, _body, response) => {
      response.writeHead(code, headers);
      response.end('canary');
    };
  }

  test('a call that is given up on a kept connection is not sent again', async () => {
    let hits = 0;
    const { url, server } = await serve((_request, _body, response) => {
      if (++hits === 1) answer(response, {});
    });
    const client = await open(kubeconfig(url), { timeoutMilliseconds: 300 });
    await client.call({});
    await assert.rejects(client.call({}), /within 0.3s/);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(hits, 2);
    const connections = await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    assert.equal(connections, 0);
  });

  test('a webhook that comes back is heard', async () => {
    let hits = 0;
    const { url } = await serve((_request, _body, response) => {
      if (++hits < 3) response.writeHead(500);
      answer(response, { hits });
    });
    assert.deepEqual(await (await open(kubeconfig(url))).call({}), { hits: 3 });
  });

  test('a server that cannot prove its name is not asked', async () => {
    let hits = 0;
    const { url } = await serve(() => {
      hits++;
    });
    const wrongName = await open(kubeconfig(url, { 'tls-server-name': 'other.example' }));
    await assert.rejects(wrongName.call({}), /ERR_TLS_CERT_ALTNAME_INVALID/);
    const wrongAuthority = kubeconfig(url, {
      'certificate-authority-data': base64(pki.frontProxyAuthority.certificate),
    });
    await assert.rejects((await open(wrongAuthority)).call({}), /cannot be reached: [A-Z_]+/);
    assert.equal(hits, 0);
  });

  test('tls-server-name is what the server must prove', async () => {
    const { url } = await serve((_request, _body, response) => answer(response, { ok: true }));
    const client = await open(kubeconfig(url, { 'tls-server-name': 'hook.example' }));
    assert.deepEqual(await client.call({}), { ok: true });
  });
});
