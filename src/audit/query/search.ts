/** Events of logs, read in the order in which they were written, a piece at a time. */
import { isJsonObject } from '../../api/object.ts';
import type { AuditEvent } from '../event.ts';
import { linesOf } from '../files/lines.ts';
import { recordsIn } from '../files/records.ts';

export interface SearchPorts {
  /** A line that is no event. */
  onUnreadable(file: string, line: number): void;
}

export interface Found {
  readonly events: readonly AuditEvent[];
  /** Of the file, read until now: whole lines. */
  readonly end: number;
}

/** @throws UnreadableLog; errors of the file system */
export async function* eventsOf(
  files: readonly string[],
  needles: readonly Buffer[],
  ports: SearchPorts,
): AsyncGenerator<Found> {
  for (const file of files) {
    let number = 0;
    for await (const { lines, end } of linesOf(file)) {
      const unreadable = (index: number) => ports.onUnreadable(file, number + index + 1);
      yield { events: parseEvents(lines, needles, unreadable), end };
      number += lines.length;
    }
  }
}

/** Those lines that hold all of the needles. */
export function parseEvents(
  lines: readonly Buffer[],
  needles: readonly Buffer[],
  onUnreadable: (index: number) => void,
): AuditEvent[] {
  const events: AuditEvent[] = [];
  lines.forEach((line, index) => {
    if (!needles.every((needle) => line.includes(needle))) {
      // Not worth parsing, whole or not; most of what is broken has lost its end.
      if (line.at(-1) !== CLOSE) onUnreadable(index);
      return;
    }
    for (const record of recordsIn(line)) {
      const event = parseEvent(record);
      if (event) events.push(event);
      else onUnreadable(index);
    }
  });
  return events;
}

const CLOSE = 0x7d;

function parseEvent(line: Buffer): AuditEvent | undefined {
  try {
    const value: unknown = JSON.parse(line.toString());
    return isJsonObject(value) && isJsonObject(value.user) && typeof value.verb === 'string'
      ? (value as unknown as AuditEvent)
      : undefined;
  } catch {
    return undefined;
  }
}

/** From the oldest to the newest, by their first event; names say nothing. */
export async function byTime(files: readonly string[]): Promise<string[]> {
  const dated = await Promise.all(files.map(async (file) => ({ file, time: await firstTime(file) })));
  return dated.sort((a, b) => a.time - b.time || (a.file < b.file ? -1 : 1)).map(({ file }) => file);
}

/** What is empty is new. */
async function firstTime(file: string): Promise<number> {
  for await (const { lines } of linesOf(file)) {
    const [event] = parseEvents(lines.slice(0, 1), [], () => {});
    if (event) return Date.parse(event.stageTimestamp) || 0;
    if (lines.length > 0) return 0;
  }
  return Number.POSITIVE_INFINITY;
}
