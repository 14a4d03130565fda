/**
 * Text as a YAML scalar that every reader takes for that text: Go's and Python's follow YAML 1.1, where `yes`, `1:30` and
 * `2020-01-01` are no text unless quoted.
 */

/**
 * Starts with a letter or the like, holds no `: ` or ` #`, does not end in a colon: nothing but text. Threat: linear, for
 * each character fits in one way only.
 */
const PLAIN =
  /^[A-Za-z_/$(\u00a1-\u2027\u202a-\ufefe\uff00-\ufffd](?:[\w./$()@%+=;!?&*'"[\]{},<>|~^`\\#\u00a1-\u2027\u202a-\ufefe\uff00-\ufffd-]|:(?! |$)| (?![ #]|$))*$/;
/** Booleans, null, and what some readers take for a number that has an exponent alone. */
const NO_TEXT = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?\d+)$/i;
/** Amounts with a unit, addresses and versions, identifiers. */
const PLAIN_FROM_DIGIT =
  /^(?:\d+(?:\.\d+)?(?:[kmMGTP]|[KMGTPE]i)|\d+(?:\.\d+){2,3}(?:\/\d+)?|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;
/** What a block of lines cannot hold, or readers would lose: lines of nothing but space, what is not printable. */
const NO_BLOCK = /^\s|(?:^|\n)[ \t]+(?:\n|$)|(?![\n\t])\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff]/u;
/** Not printable, or line breaks of YAML 1.1: unescaped, readers would refuse or fold them. */
const ESCAPED = /\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff]/gu;
const NAMED_ESCAPES = new Map([
  ['\u0085', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

/** On one line: a key, or a value. */
export function yamlLine(text: string): string {
  if (PLAIN.test(text) ? !NO_TEXT.test(text) : PLAIN_FROM_DIGIT.test(text)) return text;
  return JSON.stringify(text).replace(ESCAPED, (found) => NAMED_ESCAPES.get(found) ?? unicodeEscape(found));
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Several lines as they are, where that can be read back.
 * @param indent of the lines
 */
export function yamlBlock(text: string, indent: string): string | undefined {
  if (!text.includes('\n') || NO_BLOCK.test(text)) return undefined;
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const chomping = body === text ? '-' : body.endsWith('\n') ? '+' : '';
  return `|${chomping}\n${body.replace(/^(?=.)/gm, indent)}`;
}
