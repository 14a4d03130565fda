import { goQuote } from './go-format.ts';

const SECONDS = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['μs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);
const LONGEST = 2 ** 63 / 1e9;

/** Go's time.ParseDuration: `1h30m`, `-1.5h`, `0`. */
export function parseDuration(text: string): { readonly seconds: number } | { readonly error: string } {
  const invalid = { error: `time: invalid duration ${goQuote(text)}` };
  const sign = text.startsWith('-') ? -1 : 1;
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return { seconds: 0 };
  if (unsigned === '') return invalid;
  let seconds = 0;
  const part = /(\d+\.?\d*|\.\d+)([^\d.]*)/y;
  while (part.lastIndex < unsigned.length) {
    const match = part.exec(unsigned);
    if (!match) return invalid;
    const unit = match[2]!;
    if (unit === '') return { error: `time: missing unit in duration ${goQuote(text)}` };
    const scale = SECONDS.get(unit);
    if (scale === undefined) return { error: `time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}` };
    seconds += Number(match[1]) * scale;
  }
  return seconds >= LONGEST ? invalid : { seconds: sign * seconds };
}
