import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { PresentedCertificate } from '../../request/http.ts';

/** One TLS connection: whose it is, how busy, and whether it is to end. */
export class Connection {
  readonly remoteAddress: string;
  readonly certificate: PresentedCertificate | undefined;
  readonly #close: () => void;
  /** Those of HTTP/1.1 that wait for the ones before them. */
  readonly #waiting: (() => void)[] = [];
  #exchanges = 0;
  #retired = false;

  /** @param close ends the connection once what was written to it is sent */
  constructor(socket: TLSSocket, close: () => void) {
    this.remoteAddress = socket.remoteAddress ?? '';
    const leaf = socket.getPeerX509Certificate();
    this.certificate = leaf && { leaf, chain: chainOf(socket), connection: this };
    this.#close = close;
  }

  /** Whether a request is being answered: its answer is not yet made, or not yet wholly written. */
  get busy(): boolean {
    return this.#exchanges > 0;
  }

  /** Takes no further request. */
  get retired(): boolean {
    return this.#retired;
  }

  exchangeBegins(): void {
    this.#exchanges++;
  }

  /** Begins what came behind other requests on the same stream of bytes when their answers are written (RFC 9112, 9.3.2). */
  inOrder(begin: () => void): void {
    if (this.#exchanges > 1) this.#waiting.push(begin);
    else begin();
  }

  exchangeEnds(): void {
    this.#exchanges--;
    this.#waiting.shift()?.();
    if (this.#retired && this.#exchanges === 0) this.#close();
  }

  /** The peer has gone: nobody is there any more for whom what waits would be begun. */
  closed(): void {
    this.#waiting.length = 0;
  }

  /** Ends the connection as soon as nothing is being answered on it. */
  retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    if (this.#exchanges === 0) this.#close();
  }
}

/** What the client sent above its own certificate; where the last one is signed by a known authority, that too. */
function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let below: DetailedPeerCertificate = socket.getPeerCertificate(true);
  // A self-signed certificate names itself as its issuer.
  while (below.issuerCertificate && below.issuerCertificate !== below) {
    below = below.issuerCertificate;
    chain.push(new X509Certificate(below.raw));
  }
  return chain;
}
