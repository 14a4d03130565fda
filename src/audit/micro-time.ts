/** Two of them are in every event, and most are of the second in which the last one was. */
let second = Number.NaN;
let prefix = '';

/** metav1.MicroTime on the wire: RFC 3339 with microseconds, UTC. Ours know milliseconds. */
export function microTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds / 1000);
  if (whole !== second) {
    prefix = new Date(whole * 1000).toISOString().slice(0, -'000Z'.length);
    second = whole;
  }
  const rest = Math.floor(milliseconds - whole * 1000);
  return `${prefix}${String(rest).padStart(3, '0')}000Z`;
}
