/** Strings as sequences of code points. */

const SURROGATE = /[\ud800-\udfff]/;

/** The last long text that was measured: quantifiers ask for the same one again and again. */
let measured = { text: '', length: 0 };
const LONG = 64;

/** Length in code points. */
export function codePointLength(text: string): number {
  if (text.length < LONG) return measure(text);
  if (!isMeasured(text)) measured = { text, length: measure(text) };
  return measured.length;
}

/** Whether its length is known, without going through it. */
export function isMeasured(text: string): boolean {
  return text === measured.text;
}

function measure(text: string): number {
  return SURROGATE.test(text) ? measureUnits(text) : text.length;
}

function measureUnits(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    if (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1))) {
      length -= 1;
      at += 1;
    }
  }
  return length;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Where the code point of that index starts, in UTF-16 units; undefined past the end. */
export function unitOffset(text: string, index: number): number | undefined {
  let at = 0;
  for (let left = index; left > 0; left -= 1) {
    if (at >= text.length) return undefined;
    at += isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? 2 : 1;
  }
  return at;
}
