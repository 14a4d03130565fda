/** Quoting as Go does it. */

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

/** `strings.quote`: in double quotes, special characters escaped; lone surrogates become U+FFFD. */
export function quoteText(text: string): string {
  const escaped = text.toWellFormed().replace(/["\\]|\p{Cc}/gu, (character) => ESCAPES.get(character) ?? character);
  return `"${escaped}"`;
}
