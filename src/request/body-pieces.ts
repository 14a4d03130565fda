/** Answers whose bytes are brought together only while they are sent. */
import type { BodyPieces } from './http.ts';

export const NO_BODY = new Uint8Array();

/** The whole body, in memory. */
export function wholeBody(body: Uint8Array | BodyPieces): Uint8Array {
  if (body instanceof Uint8Array) return body;
  const whole = Buffer.allocUnsafe(body.length);
  for (let at = 0; at < whole.length; ) at += body.read(whole.subarray(at));
  return whole;
}

/** Buffers, one behind the other. */
export class JoinedBuffers implements BodyPieces {
  readonly length: number;
  readonly #buffers: readonly Buffer[];
  #next = 0;
  #at = 0;

  constructor(buffers: readonly Buffer[]) {
    this.#buffers = buffers;
    this.length = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  }

  read(target: Buffer): number {
    let filled = 0;
    while (filled < target.length && this.#next < this.#buffers.length) {
      const buffer = this.#buffers[this.#next]!;
      const copied = buffer.copy(target, filled, this.#at);
      filled += copied;
      this.#at += copied;
      if (this.#at < buffer.length) break;
      this.#next += 1;
      this.#at = 0;
    }
    return filled;
  }
}
