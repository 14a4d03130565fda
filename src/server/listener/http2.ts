import { constants, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { ApiResponse } from '../../request/http.ts';
import type { Connection } from './connection.ts';
import { Exchange, type ExchangeRules } from './exchange.ts';

/** A request over HTTP/2. */
export class Http2Exchange extends Exchange {
  readonly endsApart = false;
  readonly output: ServerHttp2Stream;
  protected readonly source: ServerHttp2Stream;

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

  get headSent(): boolean {
    return this.output.headersSent;
  }

  get isReset(): boolean {
    return this.output.destroyed || this.output.closed;
  }

  head(status: number, headers: ApiResponse['headers'], ends: boolean): void {
    if (this.isReset) return;
    this.output.respond(
      { ':status': status, ...headers } as OutgoingHttpHeaders,
      ends ? { endStream: true } : undefined,
    );
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
