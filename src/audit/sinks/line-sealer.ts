/** Ties lines together on their way to where they stay, so that it can be told later whether any was changed or left out. */
export interface LineSealer {
  /** By how many bytes a line grows, at most. */
  readonly growth: number;
  /**
   * Writes one line, without its break, into a buffer that has room for it. Called once for each line, in the order in
   * which lines are written. @returns where it ends
   */
  seal(json: string, into: Buffer, at: number): number;
  /** A last line, sealed, for a file or a log that ends here; undefined: none is needed. */
  checkpoint(end: 'file' | 'log'): Buffer | undefined;
}

const BREAK = 10;

/** @param bytes of the lines, with their breaks @returns the lines, sealed */
export function sealLines(sealer: LineSealer, lines: readonly string[], bytes: number): Buffer {
  const sealed = Buffer.allocUnsafe(bytes + lines.length * sealer.growth);
  let at = 0;
  for (const line of lines) {
    at = sealer.seal(line, sealed, at);
    sealed[at++] = BREAK;
  }
  return sealed.subarray(0, at);
}
