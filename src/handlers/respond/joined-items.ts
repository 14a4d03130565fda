import { metadataOffset } from '../../registry/store/codec.ts';
import type { BodyPieces } from '../../request/http.ts';
import type { CachedObject } from '../../watch/cached-object.ts';

const TAIL = Buffer.from(']}');
const COMMA = 0x2c;
const BRACE = 0x7b;
/** Of what stands before an item: `,{`. */
const SEPARATOR = 2;

/** A typed JSON list, cut from the bytes of its items: each from `"metadata"` on, behind `{`. */
export class JoinedItems implements BodyPieces {
  readonly length: number;
  readonly #items: readonly CachedObject[];
  readonly #offset: number;
  #next = 0;
  /** What is being copied, and from where on. */
  #part: Buffer;
  #at = 0;

  /** @param head everything up to the first item */
  constructor(head: Buffer, items: readonly CachedObject[]) {
    this.#part = head;
    this.#items = items;
    // The same for all objects of one kind.
    this.#offset = items.length > 0 ? metadataOffset(items[0]!.bytes) : 0;
    let bytes = 0;
    for (const item of items) bytes += item.bytes.length;
    const separators = Math.max(0, items.length * SEPARATOR - 1);
    this.length = head.length + bytes - items.length * this.#offset + separators + TAIL.length;
  }

  read(target: Buffer): number {
    let filled = this.#copy(target, 0);
    while (this.#at === this.#part.length && this.#part !== TAIL && target.length - filled >= SEPARATOR) {
      if (this.#next < this.#items.length) filled = this.#beginItem(target, filled);
      else this.#begin(TAIL, 0);
      filled += this.#copy(target, filled);
    }
    return filled;
  }

  #beginItem(target: Buffer, at: number): number {
    let filled = at;
    if (this.#next > 0) target[filled++] = COMMA;
    target[filled++] = BRACE;
    this.#begin(this.#items[this.#next++]!.bytes, this.#offset);
    return filled;
  }

  #begin(part: Buffer, from: number): void {
    this.#part = part;
    this.#at = from;
  }

  #copy(target: Buffer, to: number): number {
    const copied = this.#part.copy(target, to, this.#at);
    this.#at += copied;
    return copied;
  }
}
