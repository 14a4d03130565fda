import { constants, type IncomingHttpHeaders, type ServerHttp2Stream, sensitiveHeaders } from 'node:http2';
import type { ApiResponse } from '../../request/http.ts';
import type { Connection } from './connection.ts';
import { Exchange, type ExchangeRules } from './exchange.ts';
import { listOf } from './response-headers.ts';

/** Different in every answer: HPACK would keep it for the next ones, and search all that it kept. */
const UNINDEXED = ['audit-id'];

/** In bytes: a body that is received before anybody asks for it is not longer. */
const SMALL = 16 * 1024;

/** A request over HTTP/2. */
export class Http2Exchange extends Exchange {
  readonly endsApart = false;
  readonly output: ServerHttp2Stream;
  protected readonly source: ServerHttp2Stream;
  /** Its body is on its way to where nobody has read it yet. */
  #isReceiving = false;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
    connection: Connection,
    rules: ExchangeRules,
  ) {
    super(headers[':method'] as string, (headers[':path'] as string | undefined) ?? '', rawHeaders, connection, rules);
    this.source = stream;
    this.output = stream;
  }

  protected get hasBody(): boolean {
    return !this.output.endAfterHeaders;
  }

  override receive(): void {
    const { declared = 0 } = this;
    if (declared === 0 || declared > SMALL || !this.hasBody) return;
    this.#isReceiving = true;
    this.source.read(0);
  }

  /**
   * Its end is left unread: of a stream that was read to its end, Node makes an error for nobody, with its stack, when the
   * answer is written.
   */
  protected override received(limit: number): Buffer | undefined {
    const body = super.received(limit);
    if (body !== undefined) this.#isReceiving = false;
    return body;
  }

  override ends(): void {
    // Node takes down no stream in which something is left to be read.
    if (this.#isReceiving) this.source.resume();
    super.ends();
  }

  get headSent(): boolean {
    return this.output.headersSent;
  }

  get isReset(): boolean {
    return this.output.destroyed || this.output.closed;
  }

  head(status: number, headers: ApiResponse['headers'], length: number | undefined, ends: boolean): void {
    if (this.isReset) return;
    const list = listOf(headers, length) as string[] & { [sensitiveHeaders]?: string[] };
    list.push(':status', String(status));
    list[sensitiveHeaders] = UNINDEXED;
    this.output.respond(list, ends ? { endStream: true } : undefined);
  }

  protected get cutShort(): boolean {
    return this.output.aborted;
  }

  protected invite(): void {
    this.output.additionalHeaders({ ':status': 100 });
  }

  protected abandonBody(): void {
    const { output } = this;
    output.once('finish', () => output.close(constants.NGHTTP2_NO_ERROR));
  }
}
