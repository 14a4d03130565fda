/** The three levels of https://kubernetes.io/docs/concepts/security/pod-security-standards/, the least strict one first. */
export const LEVELS = ['privileged', 'baseline', 'restricted'] as const;

export type Level = (typeof LEVELS)[number];

export const LEVEL_RULE = `must be one of ${LEVELS.join(', ')}`;

/** undefined: no level. */
export function parseLevel(text: string): Level | undefined {
  return LEVELS.find((level) => level === text);
}

/** Less than 0: the left one is less strict. */
export function compareLevels(left: Level, right: Level): number {
  return LEVELS.indexOf(left) - LEVELS.indexOf(right);
}
