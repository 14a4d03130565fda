/** Kubernetes' functions on semantic versions. */
import { BOOL, INT, opaqueType, STRING } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { global, member, type Overload, scanning } from '../library/function.ts';
import { compareStrings } from '../values/compare.ts';
import { EvaluationError, isError, ObjectValue, type Result, type Value } from '../values/value.ts';

const SEMVER = opaqueType('kubernetes.Semver');

const SYNTAX =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

const MOST = 2n ** 63n - 1n;
const MOST_DIGITS = String(MOST).length;

/** A prerelease may be a dot at every other character. */
const WORK_PER_CHARACTER = 20;

class SemverValue extends ObjectValue {
  readonly type = SEMVER;
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly prerelease: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], prerelease: readonly string[]) {
    super();
    this.numbers = numbers;
    this.prerelease = prerelease;
  }

  equals(other: Value): boolean {
    return other instanceof SemverValue && compare(this, other) === 0;
  }
}

function semver(text: string): SemverValue | EvaluationError {
  const [, major, minor, patch, prerelease] = SYNTAX.exec(text) ?? [];
  if (major === undefined) return invalid(text);
  // Threat: reading a number takes time that grows with the square of its digits.
  if ([major, minor!, patch!].some(({ length }) => length > MOST_DIGITS)) return invalid(text);
  const numbers = [BigInt(major), BigInt(minor!), BigInt(patch!)] as const;
  const identifiers = prerelease?.split('.') ?? [];
  const leadingZero = identifiers.some((identifier) => /^0\d+$/.test(identifier));
  return leadingZero || numbers.some((number) => number > MOST) ? invalid(text) : new SemverValue(numbers, identifiers);
}

function invalid(text: string): EvaluationError {
  if (text === '') return new EvaluationError('Version string empty');
  if (text.split('.').length < 3) return new EvaluationError('No Major.Minor.Patch elements found');
  return new EvaluationError(`Invalid semantic version ${JSON.stringify(text)}`);
}

/** Without a leading `v` and leading zeros, and with the numbers that are missing. */
function normalized(text: string): string | EvaluationError {
  const bare = text.replace(/^v/, '');
  const [major, minor, ...rest] = bare.split('.');
  const parts = [major!, minor, rest.length > 0 ? rest.join('.') : undefined].filter((part) => part !== undefined);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1)!)) {
    return new EvaluationError('short version cannot contain PreRelease/Build meta data');
  }
  return [...parts.map((part) => part.replace(/^0+(?=\d)/, '')), '0', '0'].slice(0, 3).join('.');
}

function semverNormalized(text: string, normalize: boolean): SemverValue | EvaluationError {
  const source = normalize ? normalized(text) : text;
  return isError(source) ? source : semver(source);
}

function compare(a: SemverValue, b: SemverValue): number {
  for (const [position, number] of a.numbers.entries()) {
    const other = b.numbers[position]!;
    if (number !== other) return number < other ? -1 : 1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** A release comes after its prereleases; a longer prerelease after a shorter one that it begins with. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (const [position, identifier] of a.entries()) {
    const order = position < b.length ? compareIdentifiers(identifier, b[position]!) : 1;
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

/** Numbers by value and before words. */
function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  if (aIsNumber && a.length !== b.length) return Math.sign(a.length - b.length);
  return Math.sign(compareStrings(a, b));
}

const PAIR = [SEMVER, SEMVER];

const COMPARISONS: readonly Overload[] = [
  ...member('isGreaterThan', ['semver_is_greater_than', PAIR, BOOL, (a, b) => compare(a, b) > 0]),
  ...member('isLessThan', ['semver_is_less_than', PAIR, BOOL, (a, b) => compare(a, b) < 0]),
  ...member('compareTo', ['semver_compare_to', PAIR, INT, (a, b) => BigInt(compare(a, b))]),
];

const NUMBERS = ['major', 'minor', 'patch'].flatMap((name, position) =>
  member(name, [`semver_${name}`, [SEMVER], INT, (version: SemverValue): Result => version.numbers[position]!]),
);

export const SEMVERS: Library = {
  types: [SEMVER],
  functions: [
    ...global(
      'semver',
      ['string_to_semver', [STRING], SEMVER, scanning(semver, WORK_PER_CHARACTER)],
      ['string_bool_to_semver', [STRING, BOOL], SEMVER, scanning(semverNormalized, WORK_PER_CHARACTER)],
    ),
    ...global(
      'isSemver',
      ['is_semver_string', [STRING], BOOL, scanning((text: string) => !isError(semver(text)), WORK_PER_CHARACTER)],
      [
        'is_semver_string_bool',
        [STRING, BOOL],
        BOOL,
        scanning((text: string, normalize: boolean) => !isError(semverNormalized(text, normalize)), WORK_PER_CHARACTER),
      ],
    ),
    ...COMPARISONS,
    ...NUMBERS,
  ],
};
