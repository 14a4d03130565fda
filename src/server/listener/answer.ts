import { internalError, StatusError } from '../../api/status.ts';
import { NO_BODY, wholeBody } from '../../request/body-pieces.ts';
import type { ApiRequest, ApiResponse, BodyPieces, BodyStream } from '../../request/http.ts';
import type { Cohort } from './cohort.ts';
import type { Exchange } from './exchange.ts';
import { WireSink } from './sink.ts';
import { giveSlab, SLAB, takeSlab } from './slabs.ts';

/** How much of a long body is left for its end: Node counts as waiting what is 16 KiB or more. */
const TAIL = 1024;

export type RequestHandler = (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;

/** What answers have in common on one listener. */
export interface AnswerContext {
  readonly handler: RequestHandler;
  readonly stallTimeout: number;
  readonly cohort: Cohort;
  /** Streamed answers under way. */
  readonly sinks: Set<WireSink>;
  /** What no stage of the chain caught. */
  onError(error: unknown): void;
}

/** Answers one request, beside the others of this turn; never throws. */
export function serve(exchange: Exchange, context: AnswerContext): void {
  const { connection, endsApart } = exchange;
  connection.exchangeBegins();
  exchange.receive();
  const join = () => context.cohort.join(() => begin(exchange, context));
  if (endsApart) connection.inOrder(join);
  else join();
}

function begin(exchange: Exchange, context: AnswerContext): void {
  // Threat: requests that are taken back at once would cost their sender nothing and the server all its time.
  if (exchange.isReset) {
    exchange.ends();
    return;
  }
  try {
    const response = context.handler(exchange);
    if (response instanceof Promise) void serveLater(exchange, response, context);
    else finish(exchange, response, context);
  } catch (error) {
    fail(exchange, error, context);
  }
}

async function serveLater(exchange: Exchange, response: Promise<ApiResponse>, context: AnswerContext): Promise<void> {
  try {
    finish(exchange, await response, context);
  } catch (error) {
    fail(exchange, error, context);
  }
}

function finish(exchange: Exchange, response: ApiResponse, context: AnswerContext): void {
  const { body } = response;
  if (typeof body === 'function') void stream(exchange, response, body, context);
  else if (sendBytes(exchange, response, body, context)) exchange.ends();
}

/** The listener's own error boundary, behind that of the chain. */
function fail(exchange: Exchange, error: unknown, context: AnswerContext): void {
  if (exchange.headSent) exchange.cut();
  else sendError(exchange, error instanceof StatusError ? error : internalError('the request could not be answered'));
  exchange.ends();
  context.onError(error);
}

function sendError(exchange: Exchange, error: StatusError): void {
  const body = Buffer.from(JSON.stringify(error.toStatus()));
  try {
    exchange.head(error.code, { 'content-type': 'application/json' }, body.length, false);
    exchange.output.end(body);
  } catch {
    exchange.cut();
  }
}

/** These may not have a body, nor Content-Length (RFC 9110, 8.6). */
function bodiless(status: number): boolean {
  return status === 204 || status === 304;
}

/** @returns whether the answer is wholly written; otherwise it ends the exchange itself */
function sendBytes(
  exchange: Exchange,
  response: ApiResponse,
  body: Uint8Array | BodyPieces,
  context: AnswerContext,
): boolean {
  const { status, headers } = response;
  const { length } = body;
  const ends = length === 0 || exchange.method === 'HEAD' || bodiless(status);
  exchange.head(status, headers, bodiless(status) ? undefined : length, ends);
  if (ends) return true;
  if (length > SLAB || (exchange.endsApart && length > TAIL)) {
    void sendSlabs(exchange, body, context);
    return false;
  }
  exchange.output.end(wholeBody(body));
  return true;
}

/**
 * A long body goes out at the pace at which the peer takes it, and the event loop runs in between. Its end waits until
 * all before it is sent: over HTTP/1.1, who has the end may ask again at once, and Node takes the next request's bytes
 * for an error while it still counts an answer's as waiting.
 */
async function sendSlabs(exchange: Exchange, body: Uint8Array | BodyPieces, context: AnswerContext): Promise<void> {
  const sink = new WireSink(exchange.output, context.stallTimeout);
  if (body instanceof Uint8Array) await deliverBytes(body, sink);
  else await deliverPieces(body, sink);
  exchange.ends();
}

async function deliverBytes(body: Uint8Array, sink: WireSink): Promise<void> {
  const end = body.length - TAIL;
  for (let at = 0; at < end && !sink.closed; at += SLAB)
    await sink.deliver(body.subarray(at, Math.min(at + SLAB, end)));
  sink.end(body.subarray(end));
}

async function deliverPieces(body: BodyPieces, sink: WireSink): Promise<void> {
  const slab = takeSlab();
  let tail = NO_BODY;
  for (let left = body.length; left > 0 && !sink.closed; ) {
    const size = body.read(slab);
    left -= size;
    const end = left > 0 ? size : Math.max(0, size - TAIL);
    if (end > 0) await sink.deliver(slab.subarray(0, end));
    tail = Uint8Array.from(slab.subarray(end, size));
  }
  // What a peer has not taken may still be on its way out.
  if (!sink.closed) giveSlab(slab);
  sink.end(tail);
}

async function stream(
  exchange: Exchange,
  response: ApiResponse,
  body: BodyStream,
  context: AnswerContext,
): Promise<void> {
  let sink: WireSink | undefined;
  try {
    const ends = exchange.method === 'HEAD';
    exchange.head(response.status, response.headers, undefined, ends);
    if (ends) return;
    sink = new WireSink(exchange.output, context.stallTimeout);
    context.sinks.add(sink);
    if (exchange.connection.retired) sink.announceEnd();
    await body(sink);
    sink.end();
  } catch (error) {
    context.onError(error);
    exchange.cut();
  } finally {
    if (sink) context.sinks.delete(sink);
    exchange.ends();
  }
}
