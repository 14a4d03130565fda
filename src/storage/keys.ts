/** Two keys must both hold one of these for JavaScript's order to be another than that of their bytes. */
const BEHIND_SURROGATES = /[\ud800-\uffff]/;

/** Keys are ordered by their UTF-8 bytes, as etcd and SQLite order them. */
export function compareKeys(a: string, b: string): number {
  if (BEHIND_SURROGATES.test(a)) return compareByCodePoint(a, b);
  if (a < b) return -1;
  return a === b ? 0 : 1;
}

/** Which keys come before this one: for a search, which compares the one with many. */
export function precedes(key: string): (other: string) => boolean {
  if (BEHIND_SURROGATES.test(key)) return (other) => compareByCodePoint(other, key) < 0;
  return (other) => other < key;
}

function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codeUnitRank(x) - codeUnitRank(y);
  }
  return a.length - b.length;
}

/** Puts surrogates, which stand for code points above U+FFFF, behind every other code unit. */
function codeUnitRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The first key in order after all keys that start with `prefix`; undefined when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const end = prefix.charCodeAt(prefix.length - 1);
  // Nearly always: a slash or another character of ASCII.
  if (end < 0x80) return prefix.slice(0, -1) + String.fromCharCode(end + 1);
  const points = [...prefix].map((character) => character.codePointAt(0)!);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  points.push(last === 0xd7ff ? 0xe000 : last + 1);
  return String.fromCodePoint(...points);
}
