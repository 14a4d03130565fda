import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { wholeBody } from '../../request/body-pieces.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { Stage } from '../chain.ts';

/** Compressing less costs more than it saves; as kube-apiserver has it. */
const LEAST_BYTES = 128 * 1024;
/** Fast: the network that lists of this size go over is seldom slow. */
const OPTIONS = { level: 1, chunkSize: 256 * 1024 };

const compress = promisify<Uint8Array, typeof OPTIONS, Buffer>(gzip);

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
  return compress(wholeBody(body), OPTIONS).then((bytes) => ({
    ...response,
    headers: { ...headers, 'content-encoding': 'gzip', vary: varyBy(headers.vary) },
    body: bytes,
  }));
}

function varyBy(vary: string | readonly string[] | undefined): string {
  return [vary ?? [], 'Accept-Encoding'].flat().join(', ');
}
