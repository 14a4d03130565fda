/** One POST of JSON over TLS, bounded in time and size. Redirects are answers like others: they are not followed. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import { WebhookError } from './errors.ts';

export interface PostOptions {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  /** From the call to the last byte of the answer. */
  readonly timeoutMilliseconds: number;
  /** What is dialled instead of the URL's host, which stays who the server has to be. */
  readonly dial?: Address | undefined;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reviews are a few hundred bytes; patches of admission may be much larger. */
const MAX_ANSWER_BYTES = 3 * 1024 * 1024;

/** kube-apiserver tries again on these: internal error, gateway timeout, too many requests. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 500, 504]);
const PASSING_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/** @returns the answer's body @throws WebhookError */
export function post(url: URL, body: string, options: PostOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let sent: ClientRequest;
    let settled = false;
    const finish = (error: Error | undefined, answer?: Buffer) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (error) {
        sent.destroy();
        reject(error);
      } else resolve(answer!);
    };
    const timer = setTimeout(() => finish(timedOut(options)), options.timeoutMilliseconds);
    const start = () => {
      sent = send(url, body, options);
      sent.on('response', (response) => {
        response.on('error', (error) => finish(connectionFailed(error)));
        readAnswer(response, finish);
      });
      // Threat: giving up ends the connection, which looks as if the server had: nobody waits for another attempt then.
      sent.on('error', (error) => (!settled && isStale(sent, error) ? start() : finish(connectionFailed(error))));
    };
    start();
  });
}

function send(url: URL, body: string, { agent, headers, dial }: PostOptions): ClientRequest {
  const there = dial && { hostname: dial.host, port: dial.port };
  const host = dial && { host: url.host };
  const sent = request(url, { agent, method: 'POST', ...there, headers: { ...headers, ...host, ...lengthOf(body) } });
  return sent.end(body);
}

/** A connection that was kept open, and that the server closed before it saw this request: another one is opened. */
function isStale({ reusedSocket }: ClientRequest, { code }: NodeJS.ErrnoException): boolean {
  return reusedSocket && PASSING_CODES.has(code ?? '');
}

function lengthOf(body: string): Record<string, string> {
  return { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
}

function timedOut({ timeoutMilliseconds }: PostOptions): WebhookError {
  return new WebhookError(`the webhook did not answer within ${timeoutMilliseconds / 1000}s`, { code: 'ETIMEDOUT' });
}

function connectionFailed(error: NodeJS.ErrnoException): WebhookError {
  const { code } = error;
  const passing = PASSING_CODES.has(code ?? '');
  return new WebhookError(`the webhook cannot be reached: ${code ?? error.message}`, { code, passing });
}

function readAnswer(response: IncomingMessage, finish: (error: Error | undefined, answer?: Buffer) => void): void {
  const { statusCode: status = 0 } = response;
  if (status < 200 || status > 299) {
    const passing = PASSING_STATUSES.has(status) || response.headers['retry-after'] !== undefined;
    finish(new WebhookError(`the webhook answered with status ${status}`, { status, passing }));
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES)
      finish(new WebhookError(`the webhook answered with more than ${MAX_ANSWER_BYTES} bytes`));
    else chunks.push(chunk);
  });
  response.on('end', () => finish(undefined, Buffer.concat(chunks)));
}
