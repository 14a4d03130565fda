import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { ApiResponse } from '../../request/http.ts';
import type { Connection } from './connection.ts';
import { Exchange, type ExchangeRules } from './exchange.ts';
import { listOf } from './response-headers.ts';

/** A request over HTTP/1.1. */
export class Http1Exchange extends Exchange {
  readonly endsApart = true;
  readonly isReset = false;
  readonly output: ServerResponse;
  protected readonly source: IncomingMessage;
  protected readonly hasBody: boolean;
  /** The client waits for permission to send its body. */
  #uninvited: boolean;

  constructor(request: IncomingMessage, response: ServerResponse, connection: Connection, rules: ExchangeRules) {
    super(request.method!, request.url!, request.rawHeaders, connection, rules);
    const { headers } = request;
    this.source = request;
    this.output = response;
    this.hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    this.#uninvited = headers.expect !== undefined;
  }

  protected override received(limit: number): Buffer | undefined {
    const body = super.received(limit);
    // Node keeps a message for the sake of what comes on its connection until its end was read.
    if (body !== undefined) this.source.resume();
    return body;
  }

  get headSent(): boolean {
    return this.output.headersSent;
  }

  head(status: number, headers: ApiResponse['headers'], length: number | undefined, ends: boolean): void {
    const list = listOf(headers, length);
    // A client that was not invited may send its body all the same: what follows on the connection is not a request.
    if (this.#uninvited || this.connection.retired) list.push('connection', 'close');
    this.output.writeHead(status, list as OutgoingHttpHeader[]);
    if (ends) this.output.end();
    else if (length === undefined) this.output.flushHeaders();
  }

  protected get cutShort(): boolean {
    return !this.output.writableFinished;
  }

  protected invite(): void {
    this.#uninvited = false;
    this.output.writeContinue();
  }

  protected abandonBody(): void {
    // Read and forgotten until requestTimeout, so that a client still sending gets to see its answer. One that asked to
    // close may do so itself: closed from here while it sends, the connection would lose the answer.
    this.output.shouldKeepAlive = true;
    this.source.resume();
  }
}
