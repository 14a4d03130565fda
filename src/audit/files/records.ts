/** The events in a line of an archive, as they were sent: byte for byte, for that is what they are sealed by. */
const EVENT = Buffer.from('{"kind":"Event"');
const LIST = Buffer.from('{"kind":"EventList"');
const ITEMS = Buffer.from('"items":[');
const [OPEN, CLOSE, QUOTE, BACKSLASH] = Buffer.from('{}"\\');

/**
 * @param line an event; one with a syslog server's words before it; or a webhook's request body, an EventList
 * @returns what is none of them as it is
 */
export function recordsIn(line: Buffer): readonly Buffer[] {
  if (startsWith(line, EVENT)) return [line];
  if (startsWith(line, LIST)) return itemsIn(line);
  const start = line.indexOf(EVENT);
  return [start < 0 ? line : line.subarray(start)];
}

function startsWith(line: Buffer, text: Buffer): boolean {
  return line.length >= text.length && line.compare(text, 0, text.length, 0, text.length) === 0;
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

/** @returns where its closing quote stands */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}
