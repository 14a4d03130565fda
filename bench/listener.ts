/**
 * How much of a bare Node handler's speed the listener keeps: the same bytes over HTTP/1.1 and HTTP/2, the load made by
 * a child process. The processor time a request takes is the figure that the load's own speed does not blur.
 * `node bench/listener.ts [seconds]`
 */
import { fork } from 'node:child_process';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, connect, createSecureServer } from 'node:http2';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Issuer } from '../src/pki/issuer.ts';
import { Listener } from '../src/server/listener/listener.ts';

const BODY = Buffer.from(JSON.stringify({ kind: 'ConfigMap', data: { text: 'x'.repeat(1000) } }));
const PATH = '/api/v1/namespaces/default/configmaps/one?pretty=false';
const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-cache, private',
  'audit-id': 'a'.repeat(36),
};
const REQUEST_HEADERS = { accept: 'application/json', 'user-agent': 'bench/1', 'accept-encoding': 'gzip' };

type Protocol = 'h1' | 'h2';
interface Load {
  readonly protocol: Protocol;
  readonly port: number;
  readonly clients: number;
  readonly seconds: number;
}

function oneHttp2(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':path': PATH, ...REQUEST_HEADERS }).resume();
    stream.on('end', resolve).on('error', reject);
  });
}

function oneHttp1(port: number, agent: Agent): Promise<void> {
  const options = { port, path: PATH, agent, headers: REQUEST_HEADERS };
  return new Promise((resolve, reject) => {
    request(options, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end();
  });
}

interface Measured {
  readonly perSecond: number;
  readonly requests: number;
}

async function drive(load: Load): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: load.clients });
  const session =
    load.protocol === 'h2' ? connect(`https://127.0.0.1:${load.port}`, { rejectUnauthorized: false }) : undefined;
  const one = () => (session ? oneHttp2(session) : oneHttp1(load.port, agent));
  const run = async (seconds: number) => {
    const until = performance.now() + seconds * 1000;
    let requests = 0;
    const client = async () => {
      for (; performance.now() < until; requests++) await one();
    };
    await Promise.all(Array.from({ length: load.clients }, client));
    return requests;
  };
  const warmUp = await run(1);
  const requests = await run(load.seconds);
  agent.destroy();
  session?.destroy();
  return { perSecond: requests / load.seconds, requests: warmUp + requests };
}

function serverTls() {
  const issuer = new Issuer({ now: Date.now, randomBytes });
  const authority = issuer.selfSigned('bench');
  const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
  const pair = issuer.issue(signer, { commonName: 'bench', names: ['127.0.0.1'], usage: 'server' });
  return { ...pair, clientAuthorities: [authority.certificate] };
}
type Tls = ReturnType<typeof serverTls>;

async function bare(protocol: Protocol, tls: Tls): Promise<{ port: number; stop(): void }> {
  const options = { cert: tls.certificate, key: tls.privateKey };
  const length = { 'content-length': String(BODY.length) };
  const http2 = protocol === 'h2' ? createSecureServer(options) : undefined;
  http2?.on('stream', (stream) => {
    stream.respond({ ':status': 200, ...HEADERS, ...length });
    stream.end(BODY);
  });
  const server: Server =
    http2 ??
    createServer(options, (_request, response) => response.writeHead(200, { ...HEADERS, ...length }).end(BODY));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() };
}

async function listener(_protocol: Protocol, tls: Tls): Promise<{ port: number; stop(): void }> {
  const handler = (asked: import('../src/request/http.ts').ApiRequest) => {
    if (asked.path.length + asked.rawQuery.length === 0 || asked.headers.authorization) throw new Error('unexpected');
    return { status: 200, headers: HEADERS, body: BODY };
  };
  const opened = await Listener.open({
    host: '127.0.0.1',
    port: 0,
    tls,
    handler,
    now: () => performance.now(),
    onError: console.error,
  });
  return { port: opened.address.port, stop: () => void opened.close(0) };
}

interface Result {
  readonly perSecond: number;
  /** Processor time of the server, in microseconds. */
  readonly perRequest: number;
}

async function measure(
  start: typeof bare,
  tls: Tls,
  protocol: Protocol,
  clients: number,
  seconds: number,
): Promise<Result> {
  const server = await start(protocol, tls);
  const before = process.cpuUsage();
  const load: Load = { protocol, port: server.port, clients, seconds };
  const child = fork(fileURLToPath(import.meta.url), ['load', JSON.stringify(load)]);
  const [measured] = (await once(child, 'message')) as [Measured];
  const { user, system } = process.cpuUsage(before);
  server.stop();
  return { perSecond: measured.perSecond, perRequest: (user + system) / measured.requests };
}

const show = (result: Result) => `${Math.round(result.perSecond)}/s, ${result.perRequest.toFixed(1)} µs`;

async function compare(seconds: number): Promise<void> {
  const tls = serverTls();
  for (const protocol of ['h1', 'h2'] as const) {
    for (const clients of [1, 16, 128]) {
      const reference = await measure(bare, tls, protocol, clients, seconds);
      const ours = await measure(listener, tls, protocol, clients, seconds);
      const percent = Math.round((reference.perRequest / ours.perRequest) * 100);
      console.log(
        `${protocol} ${clients} clients: bare ${show(reference)}; listener ${show(ours)} (${percent} % of bare)`,
      );
    }
  }
}

if (process.argv[2] === 'load') process.send!(await drive(JSON.parse(process.argv[3]!)), () => process.exit());
else await compare(Number(process.argv[2] ?? 3));
