import type { KubeObject } from '../api/object.ts';

/** What is stored under a key at a revision. */
export interface StoredObject {
  readonly key: string;
  /** The stored bytes: JSON without `metadata.resourceVersion`. */
  readonly value: Buffer;
  /** Becomes `metadata.resourceVersion`; for a deleted object, the revision of the deletion. */
  readonly revision: number;
  /** The parsed object, when this process wrote it. */
  readonly attachment?: unknown;
}

/**
 * Between stored bytes and what clients get. The two halves are apart because every object's bytes are needed at once
 * (a copy, cheap), while parsing can wait until somebody asks for the object: a start with 100,000 objects parses none.
 */
export interface Codec {
  /**
   * The wire JSON: the stored bytes with `metadata.resourceVersion` in them. Must not keep a view of `stored.value`, and
   * must not throw: damaged bytes come back as they are, and fail where somebody asks for the object.
   */
  bytes(stored: StoredObject): Buffer;
  /** The object of these wire bytes; an attachment spares parsing them. Called at most once per object. */
  object(bytes: Buffer, stored: Omit<StoredObject, 'value'>): KubeObject;
}
