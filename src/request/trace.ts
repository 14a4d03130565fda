import type { KubeObject } from '../api/object.ts';
import type { StatusError } from '../api/status.ts';
import type { UserInfo } from './user-info.ts';

/** One operation of a JSON patch, with what was there before. */
export interface TracedOperation {
  readonly op: 'add' | 'remove' | 'replace';
  /** RFC 6901 */
  readonly path: string;
  readonly value?: unknown;
  readonly oldValue?: unknown;
}

/** How an object was changed, and by whom. */
export interface TracedChange {
  /** `Defaulting`, or an admission plugin. */
  readonly by: string;
  /** The policy or webhook that the plugin acted for. */
  readonly author?: string;
  readonly patch: readonly TracedOperation[];
}

/** What the parts of a request's way tell whoever asked how it would be decided. Nearly all requests have none. */
export interface RequestTrace {
  /** For whom it is decided from here on. */
  decidedFor(user: UserInfo): void;
  changed(change: TracedChange): void;
  /** The object as mutating admission left it: read at once, never kept. */
  object(object: KubeObject): void;
  /** More than once where several parts have something against it. */
  refused(error: StatusError): void;
}
