/** Keeps something as stored objects are: first all that there are, without holding anybody up, and every change. */
import { Turns } from './turns.ts';

/** One stored object at one revision. */
export interface StoredObject<T> {
  readonly key: string;
  /** The wire JSON. */
  readonly bytes: Buffer;
  readonly object: T;
}

export interface StoredChange<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly current: StoredObject<T>;
}

/** The stored objects of one resource. */
export interface StoredResource<T> {
  list(): readonly StoredObject<T>[];
  /** Tells of every change after this call. @returns ends it */
  watch(listener: (change: StoredChange<T>) => void): () => void;
}

export interface Follower<T> {
  put(object: T): void;
  delete(object: T): void;
  /** In the bytes of every object that matters. */
  readonly word: Buffer;
  /** Told of what cannot be read. */
  onUnreadable(key: string, error: unknown): void;
}

export interface InStep {
  /** Resolves when the follower knows everything that is stored. */
  readonly synced: Promise<void>;
  stop(): void;
}

export function keepInStep<T>(resource: StoredResource<T>, follower: Follower<T>): InStep {
  // What has changed since the list was taken is newer than what the list says.
  const changed = new Set<string>();
  let isSynced = false;
  const stop = resource.watch(({ type, current }) => {
    if (!isSynced) changed.add(current.key);
    if (type === 'DELETED') follower.delete(current.object);
    else follower.put(current.object);
  });
  const synced = load(follower, resource.list(), changed).finally(() => {
    isSynced = true;
    changed.clear();
  });
  return { synced, stop };
}

async function load<T>(
  follower: Follower<T>,
  listed: readonly StoredObject<T>[],
  changed: ReadonlySet<string>,
): Promise<void> {
  const turns = new Turns();
  for (const { key, bytes } of listed) {
    if (turns.isOver) await turns.next();
    if (changed.has(key) || !bytes.includes(follower.word)) continue;
    try {
      // Not `object`, which would be kept from then on: there may be a great many, of which little is needed.
      follower.put(JSON.parse(bytes.toString()));
    } catch (error) {
      follower.onUnreadable(key, error);
    }
  }
}
