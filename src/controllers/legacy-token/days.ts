/** Days as labels of secrets have them: `2026-01-31`. */
export const DAY = 86_400_000;

export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** @returns the day's first millisecond; undefined for what is no day */
export function timeOfDay(day: unknown): number | undefined {
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const time = Date.parse(day);
  // Days that no month has are taken for others.
  return !Number.isNaN(time) && dayOf(time) === day ? time : undefined;
}
