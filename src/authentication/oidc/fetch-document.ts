import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { getCACertificates } from 'node:tls';
import { isSpecial, parseIp } from '../../util/ip.ts';

export interface FetchOptions {
  /** PEM; empty: the authorities of the system. */
  readonly authorities: string;
  readonly timeoutMilliseconds: number;
  readonly maxBytes: number;
  /** For an Authorization header. */
  readonly accessToken?: string;
  /** Where HTTPS_PROXY and NO_PROXY are; what is on this host is reached directly. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Gets a document over TLS, verified.
 * Threat: the server may be slow, endless or redirect to where only this host can reach. No redirect is followed, and
 * no part of an answer is in an error.
 * @throws Error that says what went wrong, with the address
 */
export async function fetchDocument(address: string, options: FetchOptions): Promise<Buffer> {
  const url = new URL(address);
  if (url.protocol !== 'https:') throw new Error(`${address} is no https:// address`);
  const signal = AbortSignal.timeout(options.timeoutMilliseconds);
  try {
    return await readBody(await open(url, options, signal), options.maxBytes);
  } catch (error) {
    const reason = signal.aborted ? `no answer within ${options.timeoutMilliseconds} ms` : (error as Error).message;
    throw new Error(`cannot fetch ${address}: ${reason}`);
  }
}

async function open(url: URL, { authorities, accessToken, environment }: FetchOptions, signal: AbortSignal) {
  const sent = request(url, {
    signal,
    // A connection of its own: the next fetch is minutes away.
    agent: new Agent({ ...(!isLocal(url) && { proxyEnv: { ...environment } }) }),
    ca: authorities === '' ? systemAuthorities() : authorities,
    minVersion: 'TLSv1.2',
    headers: { accept: 'application/json', ...(accessToken && { authorization: `Bearer ${accessToken}` }) },
  });
  // A server that stops does not wait for an answer.
  sent.on('socket', (socket) => socket.unref());
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  // Once the head is there, errors come by the body's stream.
  sent.on('error', () => {});
  return response;
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    if (response.statusCode !== 200) throw new Error(`it answered with status ${response.statusCode}`);
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks);
}

function isLocal({ hostname }: URL): boolean {
  const address = parseIp(hostname.replace(/^\[|\]$/g, ''));
  return hostname === 'localhost' || (address !== undefined && isSpecial(address, 'loopback'));
}

let known: string[] | undefined;

/** Node's own and those that the host's administrator has added. Read once: it takes its time. */
function systemAuthorities(): string[] {
  known ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return known;
}
