import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * A TCP connection for TLS to run over, which tells how it ended. Of a TLS connection alone that cannot be known: Node
 * takes no notice of a write that fails behind the connection's end, and the system reports a reset only once, so that
 * what is read after it looks like an end in order.
 */
export class Wire extends Duplex {
  /** Resolves when the connection is closed. @throws what it broke by */
  readonly closing: Promise<void>;
  readonly #socket: Socket;

  constructor(to: Pick<TcpNetConnectOpts, 'host' | 'port'>) {
    super();
    this.#socket = connect(to);
    this.closing = new Promise((resolve, reject) => this.#socket.once('error', reject).once('close', () => resolve()));
    this.closing.catch(() => {});
    this.#socket.on('data', (bytes) => this.push(bytes) || this.#socket.pause());
    this.#socket.once('end', () => this.push(null));
    this.#socket.once('error', (error) => this.destroy(error));
    this.#socket.once('close', () => this.destroy());
  }

  /** Whether the system has taken all that was written. */
  get isDrained(): boolean {
    return this.writableLength === 0 && this.#socket.writableLength === 0;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy(error ?? undefined);
    done(error);
  }
}
