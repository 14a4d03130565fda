/** metav1.Time on the wire: RFC 3339 in whole seconds, UTC. */
export function rfc3339(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
