/** A place in a spool: what stands before it has been delivered. */
export interface Position {
  readonly segment: number;
  /** In bytes. */
  readonly offset: number;
}

export function formatPosition({ segment, offset }: Position): string {
  return `${segment} ${offset}`;
}

/** @returns undefined when it is none */
export function parsePosition(text: string): Position | undefined {
  const match = /^(\d{1,15}) (\d{1,15})$/.exec(text);
  return match ? { segment: Number(match[1]), offset: Number(match[2]) } : undefined;
}
