import { type Agent, request } from 'node:https';
import type { Request } from '../load/client.ts';
import type { Answer } from '../servers/bare.ts';
import type { Credentials } from './credentials.ts';

/** One request, outside of any measuring. @throws on any answer but a good one */
export function ask(
  { method, path, headers, body }: Request,
  { authority: ca, certificate: cert, privateKey: key }: Credentials,
  port: number,
  agent: Agent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent, ca, cert, key }, async (response) => {
      const answer = Buffer.concat(await response.toArray());
      const { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...rest } = response.headers;
      if (response.statusCode! >= 300) reject(new Error(`${method} ${path}: ${answer}`));
      else resolve({ status: response.statusCode!, headers: rest as Record<string, string>, body: answer });
    });
    sent.on('error', reject).end(body);
  });
}
