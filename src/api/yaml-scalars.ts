/**
 * What a plain YAML scalar stands for, as the YAML library of Kubernetes reads it: the booleans of YAML 1.1 (`yes`,
 * `off`, `y`), octal and hexadecimal integers, no dates and no base 60.
 */
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...words(true, 'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'),
  ...words(false, 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'),
  ...words(null, '', '~', 'null', 'Null', 'NULL'),
]);

function words<T>(value: T, ...spellings: string[]): [string, T][] {
  return spellings.map((spelling) => [spelling, value]);
}

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const RADIX: readonly (readonly [RegExp, string])[] = [
  [/^([-+]?)0[xX]([0-9a-fA-F]+)$/, '0x'],
  [/^([-+]?)0[bB]([01]+)$/, '0b'],
  [/^([-+]?)0[oO]?([0-7]+)$/, '0o'],
  [/^([-+]?)(0|[1-9][0-9]*)$/, ''],
];
const LONGEST_INTEGER = 80;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

export type YamlScalar = string | number | bigint | boolean | null;

/** JSON has no infinity and no NaN: what cannot be written cannot be taken. */
export class NotFiniteError extends Error {}

/** @throws NotFiniteError */
export function plainScalar(text: string): YamlScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (NOT_FINITE.test(text)) throw new NotFiniteError(`json: unsupported value: ${text}`);
  if (!/^[-+.0-9]/.test(text)) return text;
  const digits = text.replaceAll('_', '');
  const integer = digits.length > LONGEST_INTEGER ? undefined : integerOf(digits);
  if (integer !== undefined) return integer;
  const double = FLOAT.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(double) ? double : text;
}

function integerOf(digits: string): number | bigint | undefined {
  for (const [pattern, prefix] of RADIX) {
    const match = pattern.exec(digits);
    if (!match) continue;
    const magnitude = BigInt(prefix + match[2]);
    return narrow(match[1] === '-' ? -magnitude : magnitude);
  }
  return undefined;
}

function narrow(value: bigint): number | bigint {
  const double = Number(value);
  if (Number.isSafeInteger(double)) return double;
  return value >= INT64_MIN && value <= UINT64_MAX ? value : double;
}
