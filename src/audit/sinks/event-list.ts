/** audit.k8s.io/v1 EventList of events that are JSON text already. */
export function eventList(events: readonly string[]): string {
  return `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${events.join(',')}]}`;
}
