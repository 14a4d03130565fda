/**
 * The side that asks. Node's own HTTP clients cost more than the servers they would measure, so requests are bytes made
 * beforehand, and answers are read only as far as it takes to find their end.
 */
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { Credentials } from '../lib/credentials.ts';

export type Protocol = 'h1' | 'h2';

export interface Endpoint {
  readonly protocol: Protocol;
  readonly port: number;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One connection. */
export interface Client {
  /** One at a time. Resolves when the answer is whole, rejects when it is an error. */
  send(request: Request): Promise<void>;
  /** Opens a stream; `onFrames` is told how many frames came. An HTTP/1.1 connection has room for one. */
  watch(request: Request, onFrames: (frames: number) => void): void;
  close(): void;
}

const ALPN = { h1: 'http/1.1', h2: 'h2' } as const;

export async function openSocket({ protocol, port }: Endpoint, credentials: Credentials): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    ca: credentials.authority,
    cert: credentials.certificate,
    key: credentials.privateKey,
    ALPNProtocols: [ALPN[protocol]],
  });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  return socket;
}

const BRACE = 0x7d;
const NEWLINE = 0x0a;

/** Counts the frames of a watch, which end in `}` and a newline, however the bytes were cut. */
export class FrameCounter {
  #last = 0;

  count(bytes: Uint8Array): number {
    let frames = this.#last === BRACE && bytes[0] === NEWLINE ? 1 : 0;
    for (let at = bytes.indexOf(NEWLINE, 1); at > 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      if (bytes[at - 1] === BRACE) frames += 1;
    }
    this.#last = bytes[bytes.length - 1] ?? this.#last;
    return frames;
  }
}

/** @throws Error when the answer begins as a Status that tells of a failure */
export function checkBody(start: Buffer): void {
  if (start.toString('latin1', 0, 16) !== '{"kind":"Status"') return;
  const text = start.toString('utf8', 0, 1000);
  if (text.includes('"Failure"')) throw new Error(text);
}
