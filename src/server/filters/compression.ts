import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse, BodyPieces } from '../../request/http.ts';
import type { Stage } from '../chain.ts';

/** Compressing less costs more than it saves; as kube-apiserver has it. */
const LEAST_BYTES = 128 * 1024;
/** Fast: the network that lists of this size go over is seldom slow. */
const OPTIONS = { level: 1, chunkSize: 256 * 1024 };
/** Bytes that are brought together between two turns of the event loop. */
const STEP = 256 * 1024;

/** Large answers go out as gzip to those who accept it. Made in a thread of Node's pool, never on the event loop. */
export const compression: Stage = (context, next) => {
  const response = next();
  if (!acceptsGzip(context)) return response;
  return response instanceof Promise ? response.then(compressed) : compressed(response);
};

function acceptsGzip({ request }: RequestContext): boolean {
  const accepted = request.headers['accept-encoding'];
  return typeof accepted === 'string' && accepted.split(',').some((coding) => coding.trim() === 'gzip');
}

function compressed(response: ApiResponse): ApiResponse | Promise<ApiResponse> {
  const { body, headers } = response;
  if (typeof body === 'function' || headers['content-encoding'] !== undefined) return response;
  if (body.length <= LEAST_BYTES) return response;
  return compress(body).then((bytes) => ({
    ...response,
    headers: { ...headers, 'content-encoding': 'gzip', vary: varyBy(headers.vary) },
    body: bytes,
  }));
}

/** Step by step: a body of many pieces would take its time, and much memory, to be brought together at once. */
async function compress(body: Uint8Array | BodyPieces): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await pipeline(body instanceof Uint8Array ? [body] : stepsOf(body), createGzip(OPTIONS), async (compressed) => {
    for await (const chunk of compressed) chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

function* stepsOf(body: BodyPieces): Generator<Buffer> {
  for (;;) {
    const step = Buffer.allocUnsafe(STEP);
    const size = body.read(step);
    if (size === 0) return;
    yield step.subarray(0, size);
  }
}

function varyBy(vary: string | readonly string[] | undefined): string {
  return [vary ?? [], 'Accept-Encoding'].flat().join(', ');
}
