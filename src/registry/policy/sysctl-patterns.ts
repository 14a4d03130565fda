/** Names of kernel parameters, and patterns of them: `net.*`. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue } from '../../api/field.ts';
import type { PodSecurityPolicySpec } from '../../api/pod-security-policy.ts';

const MOST_CHARACTERS = 253;
const FORMAT = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?\\.)*([a-z0-9][-_a-z0-9]*)?[a-z0-9*]';
const PATTERN = new RegExp(`^${FORMAT}$`);

export function validateSysctlPatterns(
  { allowedUnsafeSysctls: allowed = [], forbiddenSysctls: forbidden = [] }: PodSecurityPolicySpec,
  at: FieldPath,
): FieldError[] {
  const allowedAt = at.child('allowedUnsafeSysctls');
  const forbiddenAt = at.child('forbiddenSysctls');
  return [
    ...validatePatterns(allowed, allowedAt),
    ...validatePatterns(forbidden, forbiddenAt),
    ...allowed.flatMap((left, i) =>
      forbidden.flatMap((right, j) => validateOverlap(left, allowedAt.index(i), right, forbiddenAt.index(j))),
    ),
  ];
}

function validatePatterns(patterns: readonly string[], at: FieldPath): FieldError[] {
  const errors = patterns.flatMap((pattern, position) => validatePattern(pattern, at.index(position)));
  const isAll = patterns.some((pattern) => pattern.startsWith('*'));
  if (!isAll || patterns.length === 1) return errors;
  return [...errors, forbiddenField(at.child('items'), "if '*' is present, must not specify other sysctls")];
}

function validatePattern(pattern: string, at: FieldPath): FieldError[] {
  if (pattern === '') return [invalidValue(at, pattern, 'empty sysctl not allowed')];
  // Threat: the expression takes its time with what is long.
  if (pattern.length <= MOST_CHARACTERS && PATTERN.test(pattern)) return [];
  return [invalidValue(at, pattern, `must have at most ${MOST_CHARACTERS} characters and match regex ${FORMAT}`)];
}

/** The narrower of two is told to overlap with the other. */
function validateOverlap(
  allowed: string,
  allowedAt: FieldPath,
  forbidden: string,
  forbiddenAt: FieldPath,
): FieldError[] {
  if (covers(forbidden, allowed)) return [invalidValue(allowedAt, allowed, `sysctl overlaps with ${forbidden}`)];
  if (covers(allowed, forbidden)) return [invalidValue(forbiddenAt, forbidden, `sysctl overlaps with ${allowed}`)];
  return [];
}

function covers(pattern: string, other: string): boolean {
  if (!pattern.endsWith('*')) return pattern === other;
  return other.replace(/\*$/, '').startsWith(pattern.slice(0, -1));
}
