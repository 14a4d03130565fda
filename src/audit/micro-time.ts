/** metav1.MicroTime on the wire: RFC 3339 with microseconds, UTC. Ours know milliseconds. */
export function microTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;
}
