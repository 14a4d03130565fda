/** What one client may take from the server. Times in milliseconds, sizes in bytes. */
export interface ListenerLimits {
  readonly handshakeTimeout: number;
  /** From a request's first byte to its last header (HTTP/1.1). */
  readonly headersTimeout: number;
  /** From a request's first byte to the last of its body. */
  readonly requestTimeout: number;
  /** A connection on which nothing is being answered. */
  readonly idleTimeout: number;
  /** A peer that takes nothing of what is written to it. */
  readonly stallTimeout: number;
  /** When the server stops: how long clients may go on sending what they have begun to send. */
  readonly bodyDrainTimeout: number;
  /** When the server stops: from the end of a connection's last answer until it is cut, should the peer not close it. */
  readonly lingerTimeout: number;
  /** How often HTTP/1.1 connections are held against their timeouts. */
  readonly checkInterval: number;
  /** All headers of a request together. */
  readonly maxHeaderSize: number;
  readonly maxHeaders: number;
  /** Open requests of one HTTP/2 connection. */
  readonly maxConcurrentStreams: number;
  /** Requests of one HTTP/2 connection that may be reset unanswered within `resetWindow`. */
  readonly maxResets: number;
  readonly resetWindow: number;
}

/** kube-apiserver's, where it has them. */
export const DEFAULT_LIMITS: ListenerLimits = {
  handshakeTimeout: 10_000,
  headersTimeout: 32_000,
  requestTimeout: 60_000,
  idleTimeout: 90_000,
  stallTimeout: 60_000,
  bodyDrainTimeout: 1_000,
  lingerTimeout: 1_500,
  checkInterval: 5_000,
  maxHeaderSize: 64 * 1024,
  maxHeaders: 256,
  maxConcurrentStreams: 100,
  maxResets: 400,
  resetWindow: 10_000,
};

/** Bodies of nearly every request fit into one window (as in kube-apiserver), so that an upload needs no round trips. */
export const STREAM_WINDOW = 256 * 1024;
/** What a connection may send before any of it is read, all its streams together. */
export const CONNECTION_WINDOW = 4 * 1024 * 1024;
/** Megabytes that one HTTP/2 connection may hold before new streams on it are refused. */
export const SESSION_MEMORY = 64;
