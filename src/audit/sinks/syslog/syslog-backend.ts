/**
 * Sends events to a syslog server over TLS (RFC 5425). The protocol has no acknowledgements, and what was written may
 * stand unread in buffers for as long as the server likes. So each batch has a connection of its own, which says
 * good-bye behind it: a server that ends the connection in order, after us, has read all of it. One that dies with
 * something unread resets it, and the batch is sent again. One that ends it by itself in the very moment in which a batch
 * is on its way cannot be told from one that has read it.
 */
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { Clock } from '../../../util/clock.ts';
import type { Backend } from '../../spool/forwarder.ts';
import type { SyslogFormat } from './message.ts';
import { Wire } from './wire.ts';

export interface SyslogPorts {
  readonly clock: Clock;
  /** Whom to connect to, whom to trust, and as whom: asked at every connection, so that certificates may be renewed. */
  connection(): Promise<ConnectionOptions>;
}

const CONNECT_MILLISECONDS = 10_000;
/** How long a server may take to read a batch. */
const READ_MILLISECONDS = 30_000;

export class SyslogBackend implements Backend {
  readonly #format: SyslogFormat;
  readonly #ports: SyslogPorts;
  #socket: TLSSocket | undefined;

  constructor(format: SyslogFormat, ports: SyslogPorts) {
    this.#format = format;
    this.#ports = ports;
  }

  async send(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(lines.map((line) => this.#format.frame(line)).join(''));
    const options = await this.#ports.connection();
    const wire = new Wire({ host: options.host, port: options.port! });
    try {
      await this.#say(bytes, connect({ ...options, socket: wire, minVersion: 'TLSv1.2' }), wire);
    } finally {
      wire.destroy();
    }
  }

  async #say(bytes: Buffer, socket: TLSSocket, wire: Wire): Promise<void> {
    this.#socket = socket;
    const ended = orderlyEnd(socket, wire);
    // It says nothing; reading is how its good-bye is heard.
    socket.resume();
    await this.#within(CONNECT_MILLISECONDS, socket, Promise.race([connected(socket), ended]));
    socket.end(bytes);
    await this.#within(READ_MILLISECONDS, socket, ended);
  }

  close(): void {
    this.#socket?.destroy(new Error('the server ends'));
  }

  async #within<T>(milliseconds: number, socket: TLSSocket, step: Promise<T>): Promise<void> {
    const late = new Error(`the syslog server did not answer within ${milliseconds / 1000}s`);
    const cancel = this.#ports.clock.setTimeout(() => socket.destroy(late), milliseconds);
    await step.finally(cancel);
  }
}

function connected(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => socket.once('secureConnect', resolve));
}

/** Resolves when the server has ended the connection, and had read what was written until its end. */
function orderlyEnd(socket: TLSSocket, wire: Wire): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const early = new Error('the syslog server has closed the connection');
  let hasHeard = false;
  // Over a wire, Node may tell of more than one, and one that nobody hears ends the process.
  socket.on('error', reject);
  // Its good-bye before ours says nothing of what was under way.
  socket.once('end', () => {
    hasHeard = socket.writableEnded && socket.writableLength === 0 && wire.isDrained;
  });
  wire.closing.then(() => (hasHeard ? resolve() : reject(early)), reject);
  promise.catch(() => {});
  return promise;
}
