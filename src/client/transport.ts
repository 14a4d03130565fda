/** How a client's requests reach a server: over the wire or within the process. */
export interface ClientRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface ClientResponse {
  readonly status: number;
  readonly body: Buffer;
}

/** A streamed answer under way. */
export interface ClientStream {
  /** Ends it from this side. */
  close(): void;
  /** Resolves when it has ended, from whichever side. */
  readonly ended: Promise<void>;
}

export interface Transport {
  send(request: ClientRequest): Promise<ClientResponse>;
  /** @throws StatusError when the answer is an error */
  stream(request: ClientRequest, onChunk: (chunk: Uint8Array) => void): Promise<ClientStream>;
}
