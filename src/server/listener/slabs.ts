/** Small pieces are joined up to this size, larger ones cut to it: what is encrypted and sent in one turn of the loop. */
export const SLAB = 256 * 1024;

/** @yields the bytes of all pieces, in order, in slabs */
export function* slabsOf(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let open: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    if (size + piece.length > SLAB && size > 0) {
      yield Buffer.concat(open, size);
      open = [];
      size = 0;
    }
    if (piece.length > SLAB) yield* cut(piece);
    else {
      open.push(piece);
      size += piece.length;
    }
  }
  if (size > 0) yield Buffer.concat(open, size);
}

function* cut(piece: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < piece.length; start += SLAB) yield piece.subarray(start, start + SLAB);
}
