/** A client on a thread of its own, which really runs beside the server: asks again and again on one connection. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { parentPort, workerData } from 'node:worker_threads';

export interface ClientOrder {
  readonly port: number;
  readonly ca: string;
  readonly rounds: number;
  /** Of each request. */
  readonly bodyBytes: number;
}

const { port, ca, rounds, bodyBytes }: ClientOrder = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
const body = Buffer.alloc(bodyBytes, 'x');

for (let round = 0; round < rounds; round += 1) {
  const sent = request({ host: '127.0.0.1', port, method: 'POST', agent });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of response) bytes += chunk.length;
  parentPort!.postMessage(bytes);
}
agent.destroy();
