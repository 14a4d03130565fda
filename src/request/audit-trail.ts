/**
 * What the parts of a request's way tell audit. Telling costs nothing worth speaking of where nobody listens: what is
 * expensive to say is said only when it is wanted.
 */
export interface AuditTrail {
  /** Whether the bodies of the request and of the answer are to be recorded. */
  readonly wants: { readonly request: boolean; readonly response: boolean };
  /** The object that the request brought, as it was decoded: read at once, never kept. */
  requestObject(object: unknown): void;
  /** @param key qualified by a domain; the first value of a key stays */
  annotate(key: string, value: string): void;
  /** @returns the same; what passes at once takes no time worth telling */
  timed<T>(layer: LatencyLayer, work: T): T;
}

/** Where the time of a request goes. */
export type LatencyLayer = 'authentication' | 'authorization' | 'mutating-admission' | 'validating-admission' | 'etcd';

export const NO_TRAIL: AuditTrail = {
  wants: { request: false, response: false },
  requestObject() {},
  annotate() {},
  timed: (_layer, work) => work,
};
