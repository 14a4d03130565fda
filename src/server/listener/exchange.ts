import type { Readable } from 'node:stream';
import type { ApiRequest, ApiResponse, Headers, PresentedCertificate } from '../../request/http.ts';
import { type BodyReaders, readBody } from './body.ts';
import type { Connection } from './connection.ts';
import { headersOf, type RequestHeaders } from './headers.ts';
import type { WireOutput } from './sink.ts';
import { splitTarget } from './target.ts';

const EMPTY = Buffer.alloc(0);

/** What the requests of one listener have in common. */
export interface ExchangeRules {
  /** Milliseconds, from a request's first byte to the last of its body. */
  readonly requestTimeout: number;
  readonly bodies: BodyReaders;
  isIdentityHeader(name: string): boolean;
}

/** One request and the way its answer goes back. What a handler does not ask for is not made. */
export abstract class Exchange implements ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly connection: Connection;
  /** Where the body of the answer is written. */
  abstract readonly output: WireOutput;
  protected abstract readonly source: Readable;
  protected abstract readonly hasBody: boolean;
  protected readonly rules: ExchangeRules;
  readonly #rawHeaders: readonly string[];
  #headers: RequestHeaders | undefined;
  #query: URLSearchParams | undefined;
  #abort: AbortController | undefined;

  constructor(
    method: string,
    target: string,
    rawHeaders: readonly string[],
    connection: Connection,
    rules: ExchangeRules,
  ) {
    const { path, rawQuery } = splitTarget(target);
    this.method = method;
    this.path = path;
    this.rawQuery = rawQuery;
    this.connection = connection;
    this.rules = rules;
    this.#rawHeaders = rawHeaders;
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.rawQuery);
    return this.#query;
  }

  get headers(): Headers {
    return this.#parted.headers;
  }

  get identityHeaders(): Headers | undefined {
    return this.#parted.identityHeaders;
  }

  get #parted(): RequestHeaders {
    this.#headers ??= headersOf(this.#rawHeaders, this.rules.isIdentityHeader);
    return this.#headers;
  }

  get remoteAddress(): string {
    return this.connection.remoteAddress;
  }

  get clientCertificate(): PresentedCertificate | undefined {
    return this.connection.certificate;
  }

  get signal(): AbortSignal {
    this.#abort ??= this.#watchForAbort();
    return this.#abort.signal;
  }

  async body(limit: number): Promise<Buffer> {
    if (!this.hasBody) return EMPTY;
    const { declared } = this;
    if (this.headers.expect !== undefined && !(declared !== undefined && declared > limit)) this.invite();
    const received = this.received(limit);
    if (received !== undefined) return received;
    try {
      const { requestTimeout, bodies } = this.rules;
      return await readBody(this.source, { bytes: limit, declared, milliseconds: requestTimeout }, bodies);
    } catch (error) {
      this.abandonBody();
      throw error;
    }
  }

  /** What Content-Length says, if it says anything. */
  protected get declared(): number | undefined {
    const length = this.headers['content-length'];
    return typeof length === 'string' ? Number(length) : undefined;
  }

  /** The request waits for its turn: what comes of a small body meanwhile needs not be waited for then. */
  receive(): void {}

  /** @returns the whole body, where all of it has come already */
  protected received(limit: number): Buffer | undefined {
    const { source, declared = 0 } = this;
    const isHere = declared > 0 && declared <= limit && source.readableLength >= declared;
    return isHere ? source.read(declared) : undefined;
  }

  /** The answer is made, or nobody wants it. */
  ends(): void {
    this.connection.exchangeEnds();
  }

  /**
   * Sends the head of the answer.
   * @param length of the body in bytes, where it is to be told @param ends no body follows
   */
  abstract head(status: number, headers: ApiResponse['headers'], length: number | undefined, ends: boolean): void;

  abstract readonly headSent: boolean;

  /** Whether the next request comes behind this one on the same stream of bytes: HTTP/1.1. */
  abstract readonly endsApart: boolean;

  /** Whether the client has taken the request back, as it can over HTTP/2. */
  abstract readonly isReset: boolean;

  /** Whether the answer, now closed, did not reach its end. */
  protected abstract readonly cutShort: boolean;

  /** Ends the exchange in the middle: the client sees that the answer is not whole. */
  cut(): void {
    this.output.destroy(new Error('the answer was cut short'));
  }

  /** Answers `Expect: 100-continue`. */
  protected abstract invite(): void;

  /** The rest of the body will not be read. */
  protected abstract abandonBody(): void;

  #watchForAbort(): AbortController {
    const controller = new AbortController();
    const { output } = this;
    if (output.destroyed) controller.abort();
    else {
      output.once('close', () => {
        if (this.cutShort) controller.abort();
      });
    }
    return controller;
  }
}
