/** For tests: a webhook over TLS on this machine. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface HookServer {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** TCP connections that were ever made to it. */
  connections(): number;
  close(): void;
}

export type HookHandler = (body: any, request: IncomingMessage, response: ServerResponse) => void;

export interface ServingCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** @param handle is handed the parsed body */
export async function serveHook(
  { certificate, privateKey }: ServingCertificate,
  handle: HookHandler,
): Promise<HookServer> {
  const server = createServer({ cert: certificate, key: privateKey }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    handle(JSON.parse(Buffer.concat(chunks).toString()), request, response);
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
