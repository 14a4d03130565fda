/** What a suite found out: for people as a table, for programs as records. */
export interface Report {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The same in numbers, with more digits. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

export interface Run {
  /** A sanity check: little of everything. */
  readonly quick: boolean;
  /** Whether a row of this name is wanted. */
  wants(name: string): boolean;
  /** Tells people that it goes on. */
  progress(text: string): void;
}

export type Suite = (run: Run) => Promise<Report[]>;
