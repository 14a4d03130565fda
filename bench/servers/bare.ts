/**
 * The physical reference: Node's own TLS servers, set as Allium's listener is, with the least that can answer. A GET is
 * answered with bytes made beforehand; a write has its body read first. A watch stays open, and a write then also sends
 * one frame to every watch.
 */
import { once } from 'node:events';
import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { answerCalls } from '../lib/child.ts';
import type { Credentials } from '../lib/credentials.ts';
import { probes } from './probe.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

let answer: Answer = { status: 200, headers: {}, body: Buffer.alloc(0) };
let frame = Buffer.alloc(0);
const watches = new Set<{ write(chunk: Buffer): unknown }>();

const isWatch = (target: string) => target.includes('watch=');

function afterBody(source: Readable, reply: () => void): void {
  const chunks: Buffer[] = [];
  source.on('data', (chunk) => chunks.push(chunk));
  source.on('end', () => {
    Buffer.concat(chunks);
    for (const watch of watches) watch.write(frame);
    reply();
  });
}

function openWatch(
  stream: Duplex | { write(chunk: Buffer): unknown; on(event: 'close', listener: () => void): unknown },
) {
  watches.add(stream);
  stream.on('close', () => watches.delete(stream));
}

function onStream(stream: ServerHttp2Stream, method: string, target: string): void {
  const reply = () => {
    stream.respond({ ':status': answer.status, ...answer.headers });
    stream.end(answer.body);
  };
  stream.on('error', () => {});
  if (method !== 'GET') afterBody(stream, reply);
  else if (!isWatch(target)) reply();
  else {
    stream.respond({ ':status': 200, 'content-type': 'application/json' });
    openWatch(stream);
  }
}

function http2Server(options: ServerOptions): Server {
  const server = createSecureServer({ ...options, settings: { initialWindowSize: 256 * 1024, enablePush: false } });
  server.on('stream', (stream, headers) => onStream(stream, headers[':method']!, headers[':path']!));
  return server;
}

function http1Server(options: ServerOptions): Server {
  return createServer(options, (request, response) => {
    const reply = () => response.writeHead(answer.status, answer.headers).end(answer.body);
    if (request.method !== 'GET') afterBody(request, reply);
    else if (!isWatch(request.url!)) reply();
    else {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      openWatch(response);
    }
  });
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const procedures = {
  ...probes,
  async start({ authority, certificate, privateKey }: Credentials) {
    const tls = { ca: authority, cert: certificate, key: privateKey, requestCert: true, rejectUnauthorized: false };
    const options = { ...tls, noDelay: true, keepAlive: true, minVersion: 'TLSv1.2' as const };
    return { h1: await listen(http1Server(options)), h2: await listen(http2Server(options)) };
  },
  setAnswer(wanted: Answer): void {
    answer = { ...wanted, body: Buffer.from(wanted.body) };
  },
  setFrame(wanted: Uint8Array): void {
    frame = Buffer.from(wanted);
  },
};

export type BareProcedures = typeof procedures;
answerCalls(procedures);
