/** The events in a line of an archive, as they were sent: byte for byte, for that is what they are sealed by. */
import { endOfString, standsAt } from './json-bytes.ts';

const EVENT = Buffer.from('{"kind":"Event"');
const LIST = Buffer.from('{"kind":"EventList"');
const ITEMS = Buffer.from('"items":[');
const [OPEN, CLOSE, QUOTE, COMMA] = Buffer.from('{}",');

/** A webhook's request body, around its events. */
const [LIST_START, LIST_END] = ['{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[', ']}'];

/**
 * @param line an event; one with a syslog server's words before it; or a webhook's request body, an EventList
 * @returns what is none of them as it is
 */
export function recordsIn(line: Buffer): readonly Buffer[] {
  if (standsAt(line, 0, EVENT)) return [line];
  if (standsAt(line, 0, LIST)) return itemsIn(line);
  const start = line.indexOf(EVENT);
  return [start < 0 ? line : line.subarray(start)];
}

/** What else there is in a line. `envelope`: what collectors put around events; `text`: what nobody has a reason to. */
export type Around = 'nothing' | 'envelope' | 'text';

/** Threat: what stands around events is covered by no seal, and readers take it for a part of the record. */
export function around(line: Buffer, records: readonly Buffer[]): Around {
  const [first] = records;
  if (first?.length === line.length) return 'nothing';
  if (standsAt(line, 0, LIST)) return isEnvelope(line, records) ? 'envelope' : 'text';
  const words = line.subarray(0, line.length - (first?.length ?? 0));
  return words.includes(OPEN!) ? 'text' : 'envelope';
}

function isEnvelope(line: Buffer, records: readonly Buffer[]): boolean {
  const length = records.reduce((sum, record) => sum + record.length, Math.max(0, records.length - 1));
  const end = LIST_START.length + length;
  return (
    line.length === end + LIST_END.length &&
    line.toString('latin1', 0, LIST_START.length) === LIST_START &&
    line.toString('latin1', end) === LIST_END &&
    records.every((record, index) => index === 0 || line[record.byteOffset - line.byteOffset - 1] === COMMA)
  );
}

function itemsIn(list: Buffer): readonly Buffer[] {
  const items: Buffer[] = [];
  const first = list.indexOf(ITEMS);
  for (let start = nextOpen(list, first < 0 ? list.length : first); start >= 0; ) {
    const end = endOfObject(list, start);
    items.push(list.subarray(start, end));
    start = nextOpen(list, end);
  }
  return items;
}

function nextOpen(bytes: Buffer, from: number): number {
  return bytes.indexOf(OPEN!, from);
}

/** Threat: strings are passed over as a whole, for clients bring objects that look like events. */
function endOfObject(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE && --depth === 0) return at + 1;
  }
  return bytes.length;
}
