/** What verification finds, and where. */
export const FINDING_KINDS = [
  'changed',
  'missing',
  'reordered',
  'inserted',
  'cut-off',
  'unsigned',
  'unvouched',
  'unreadable',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly auditID?: string;
}

export interface Finding extends Place {
  readonly kind: FindingKind;
  readonly message: string;
}

/** The records of one log that were there. */
export interface ChainSummary {
  readonly chain: string;
  readonly firstRecord: number;
  readonly lastRecord: number;
  /** `closed`: the server was stopped; `open`: more may have followed. */
  readonly end: 'closed' | 'open';
  /** When its last record was made. */
  readonly lastTime?: string;
  /** Records behind the last checkpoint: tied together, but signed by nothing yet. */
  readonly unsigned: number;
  /** Records that stand there once more, unchanged: what a backend was sent again. */
  readonly repeated: number;
}
