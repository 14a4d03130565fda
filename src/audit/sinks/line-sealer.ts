/** Ties lines together on their way to where they stay, so that it can be told later whether any was changed or left out. */
export interface LineSealer {
  /** Called once for each line, in the order in which lines are written. @returns one line, without its break */
  seal(json: string): string;
  /** A last line, sealed, for a file that ends here; undefined: none is needed. */
  checkpoint(): string | undefined;
}
