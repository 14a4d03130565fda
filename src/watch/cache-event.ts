import type { CachedObject } from './cached-object.ts';

export type CacheEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One change of one object, shared by all watchers. */
export class CacheEvent {
  readonly type: CacheEventType;
  /** The object as it is now; for DELETED its last state, with the revision of the deletion. */
  readonly current: CachedObject;
  /** The object before; undefined for ADDED. */
  readonly previous: CachedObject | undefined;
  #frames: Map<string, Buffer> | undefined;

  constructor(type: CacheEventType, current: CachedObject, previous: CachedObject | undefined) {
    this.type = type;
    this.current = current;
    this.previous = previous;
  }

  get revision(): number {
    return this.current.revision;
  }

  /** What goes over the wire in a format: made by the first watcher who needs it, for all of them. */
  frame(format: string, make: (event: CacheEvent) => Buffer): Buffer {
    this.#frames ??= new Map();
    let frame = this.#frames.get(format);
    if (!frame) {
      frame = make(this);
      this.#frames.set(format, frame);
    }
    return frame;
  }
}
