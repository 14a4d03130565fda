/**
 * Sends events to a syslog server over TLS (RFC 5425). The protocol has no acknowledgements: what was written counts
 * as arrived when the connection still stands a while later; what was under way when it broke is sent again.
 */
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { Clock } from '../../../util/clock.ts';
import type { Backend } from '../../spool/forwarder.ts';
import { Nap } from '../../spool/nap.ts';
import type { SyslogFormat } from './message.ts';

export interface SyslogPorts {
  readonly clock: Clock;
  /** Whom to connect to, whom to trust, and as whom: asked at every connection, so that certificates may be renewed. */
  connection(): Promise<ConnectionOptions>;
}

const CONNECT_MILLISECONDS = 10_000;
/** How long a connection must stand after a batch. A server that refuses what it got, or ends, is known by then. */
const SETTLE_MILLISECONDS = 200;
/** How long a server may take to read a batch. */
const WRITE_MILLISECONDS = 30_000;

export class SyslogBackend implements Backend {
  readonly #format: SyslogFormat;
  readonly #ports: SyslogPorts;
  readonly #nap: Nap;
  #socket: TLSSocket | undefined;
  #broken: Error | undefined;
  #onLost: (error: Error) => void = () => {};

  constructor(format: SyslogFormat, ports: SyslogPorts) {
    this.#format = format;
    this.#ports = ports;
    this.#nap = new Nap(ports.clock);
  }

  async send(lines: readonly string[]): Promise<void> {
    const socket = await this.#connected();
    const bytes = Buffer.from(lines.map((line) => this.#format.frame(line)).join(''));
    await this.#write(socket, bytes);
    await this.#nap.take(SETTLE_MILLISECONDS);
    if (this.#broken) throw this.#broken;
  }

  /** Says good-bye, so that the server reads what is on its way. */
  async close(): Promise<void> {
    const socket = this.#socket;
    this.#nap.wake();
    if (!socket || socket.destroyed) return;
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const cancel = this.#ports.clock.setTimeout(() => socket.destroy(), SETTLE_MILLISECONDS);
    socket.end();
    await ended;
    cancel();
  }

  async #connected(): Promise<TLSSocket> {
    if (this.#socket && !this.#broken) return this.#socket;
    this.#socket?.destroy();
    const options = await this.#ports.connection();
    let socket: TLSSocket | undefined;
    await this.#within(CONNECT_MILLISECONDS, (done) => {
      socket = connect({ ...options, minVersion: 'TLSv1.2' }, done);
      this.#follow(socket);
    });
    return socket!;
  }

  #follow(socket: TLSSocket): void {
    this.#socket = socket;
    this.#broken = undefined;
    const lost = (error: Error) => {
      if (socket !== this.#socket) return;
      this.#broken ??= error;
      this.#onLost(this.#broken);
      this.#nap.wake();
    };
    socket.on('error', lost);
    socket.on('close', () => lost(new Error('the syslog server has closed the connection')));
    // It says nothing; reading is how its good-bye is heard.
    socket.resume();
  }

  #write(socket: TLSSocket, bytes: Buffer): Promise<void> {
    return this.#within(WRITE_MILLISECONDS, (done) => void socket.write(bytes, () => done()));
  }

  /** Ends with the connection, and ends it when it takes too long. */
  async #within(milliseconds: number, step: (done: () => void) => void): Promise<void> {
    const late = new Error(`the syslog server did not answer within ${milliseconds / 1000}s`);
    const cancel = this.#ports.clock.setTimeout(() => this.#socket?.destroy(late), milliseconds);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#onLost = reject;
    step(resolve);
    await promise.finally(cancel);
    if (this.#broken) throw this.#broken;
  }
}
