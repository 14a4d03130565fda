let lastSecond = Number.NaN;
let lastText = '';

/** metav1.Time on the wire: RFC 3339 in whole seconds, UTC. */
export function rfc3339(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  // Asked thousands of times a second, several times a write.
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}
