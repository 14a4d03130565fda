/** When an event came to its stage, from its bytes: millions of events are not parsed for this alone. */
import { endOfString, standsAt } from '../files/json-bytes.ts';

const NAME = Buffer.from('"stageTimestamp":"');
const TIME_BYTES = '2030-01-31T12:00:00.000000Z'.length;
/** How a sealed event goes on behind it. */
const NEXT = Buffer.from('","annotations":{');
const [OPEN, CLOSE, QUOTE] = Buffer.from('{}"');
/** In the annotations of an event, its name can stand once more; nobody has a reason to write it more often. */
const MOST_PLACES = 4;

/**
 * Threat: who makes up a record may give it several times, one for readers and one for us. Only the one counts that is
 * followed by nothing but the annotations: the last of its name is what every reader of JSON takes.
 * @returns wall clock, in milliseconds; NaN: it is not of the form that the server writes
 */
export function stageTimeOf(line: Buffer): number {
  let at = line.lastIndexOf(NAME);
  for (let places = 0; at > 0 && places < MOST_PLACES; places++) {
    const end = at + NAME.length + TIME_BYTES;
    if (standsAt(line, end, NEXT) && isFlat(line, end + NEXT.length)) {
      return Date.parse(line.toString('latin1', at + NAME.length, end));
    }
    at = line.lastIndexOf(NAME, at - 1);
  }
  return Number.NaN;
}

/** Whether an object, from its first member on, has no object in it, and ends the line together with what it is in. */
function isFlat(line: Buffer, start: number): boolean {
  for (let at = start; at < line.length; at++) {
    const byte = line[at];
    if (byte === QUOTE) at = endOfString(line, at);
    else if (byte === OPEN) return false;
    else if (byte === CLOSE) return at === line.length - 2 && line[at + 1] === CLOSE;
  }
  return false;
}
