/** An admission webhook in a process of its own, which admits everything at once. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerCalls } from '../lib/child.ts';

interface Serving {
  readonly certificate: string;
  readonly privateKey: string;
}

async function start({ certificate, privateKey }: Serving): Promise<number> {
  const server = createServer({ cert: certificate, key: privateKey }, async (request, response) => {
    const { apiVersion, kind, request: asked } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const answer = Buffer.from(JSON.stringify({ apiVersion, kind, response: { uid: asked.uid, allowed: true } }));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const procedures = { start };
export type HookProcedures = typeof procedures;

answerCalls(procedures);
