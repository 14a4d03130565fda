const [QUOTE, BACKSLASH] = Buffer.from('"\\');

/** @param start where a JSON string opens @returns where its closing quote stands; the length: it does not close */
export function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}

export function standsAt(bytes: Buffer, at: number, text: Buffer): boolean {
  const end = at + text.length;
  return end <= bytes.length && bytes.compare(text, 0, text.length, at, end) === 0;
}
