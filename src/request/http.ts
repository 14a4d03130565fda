/** A request and its answer, free of the protocol (HTTP/1.1, HTTP/2, in process) that carried them. */
import type { X509Certificate } from 'node:crypto';
import type { Status } from '../api/status.ts';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ApiRequest {
  /** Upper case. */
  readonly method: string;
  /** Percent-encoded, without the query, as it was sent. */
  readonly path: string;
  /** Without its `?`; empty when there is none. */
  readonly rawQuery: string;
  /** Parsed once, on first use. */
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Headers;
  /**
   * Headers that say who the user is, kept apart from the others so that nobody takes a client's word for it: they count
   * from a front proxy only, for who authenticates front proxies. Undefined when there are none.
   */
  readonly identityHeaders?: Headers | undefined;
  readonly remoteAddress: string;
  /** The certificate the client presented in the TLS handshake and whose key it holds; not yet verified against a CA. */
  readonly clientCertificate: PresentedCertificate | undefined;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /**
   * Reads the whole body, once.
   * @throws StatusError 413 RequestEntityTooLarge past `limit` bytes
   */
  body(limit: number): Promise<Buffer>;
}

export interface PresentedCertificate {
  readonly leaf: X509Certificate;
  readonly chain: readonly X509Certificate[];
  /** Identifies the TLS connection, so that a verdict on its certificate can be remembered for the connection's life. */
  readonly connection: object;
}

/** Where a streamed answer is written. A write after close is ignored. */
export interface BodySink {
  readonly closed: boolean;
  /** False when the peer reads slower than we write: wait for `drained` before more. */
  write(chunk: Uint8Array): boolean;
  drained(): Promise<void>;
  /** Called once when the peer went away or the server drains; at once if that has already happened. */
  onClose(listener: () => void): void;
}

/** Writes the body until it returns; the answer's head is sent before it is called. */
export type BodyStream = (sink: BodySink) => Promise<void>;

/** A body of known length that is brought together while it is sent, so that it is never whole in memory. */
export interface BodyPieces {
  readonly length: number;
  /**
   * Writes the next bytes into the target, which has room for at least two.
   * @returns how many; 0 when all were read
   */
  read(target: Buffer): number;
}

export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. `content-length` is set by the listener for bodies of known length. */
  readonly headers: Record<string, string | readonly string[]>;
  readonly body: Uint8Array | BodyPieces | BodyStream;
  /**
   * Makes the API object that the body shows, as it was before it was encoded: for audit, which asks for it where a
   * policy wants it recorded. Absent: it shows none, as text, documents, streams and 304 do.
   */
  readonly object?: () => unknown;
  /** The Status that the body shows; absent: it shows something else. */
  readonly outcome?: Status;
}
