/** Where lines stay: a file, or what is sent on from there. */
export interface LineStore {
  /** How many more bytes it takes. */
  readonly room: number;
  /**
   * One call at a time.
   * @param lines whole ones, each with its break @param count of them
   * @throws when none of them is stored; the same may be given again
   */
  append(lines: Buffer, count: number): Promise<void>;
  close(): Promise<void>;
}
