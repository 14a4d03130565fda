const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Whole milliseconds as Go prints a time.Duration: `501ms`, `1.5s`, `1m0.5s`, `2h0m0s`. */
export function goDuration(milliseconds: number): string {
  if (milliseconds < SECOND) return milliseconds <= 0 ? '0s' : `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / HOUR);
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  const seconds = (milliseconds % MINUTE) / SECOND;
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}
