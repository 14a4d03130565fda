/** Where lines stay: a file, or what is sent on from there. One call at a time. */
export interface LineStore {
  /** How many more bytes it takes, of how many. */
  readonly room: number;
  readonly capacity: number;
  /** Whether a new file should begin before so many more bytes. */
  isDue?(bytes: number): boolean;
  /** Begins a new file. @throws when it could not; it may be called again */
  next?(): Promise<void>;
  /**
   * @param lines whole ones, each with its break @param count of them
   * @throws when none of them is stored; the same may be given again
   */
  append(lines: Buffer, count: number): Promise<void>;
  close(): Promise<void>;
}
