export type StorageErrorCode =
  | 'conflict'
  | 'compacted'
  | 'future-revision'
  | 'closed'
  | 'locked'
  | 'full'
  | 'corrupt'
  | 'newer-format'
  | 'unavailable';

/** The closed set of what can go wrong in a storage backend. `message` says what to do where an administrator can act. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  /** conflict: the key whose expectation failed and the modRevision it has (0: it does not exist), writes in flight included. */
  readonly key: string | undefined;
  readonly actualRevision: number | undefined;

  constructor(
    code: StorageErrorCode,
    message: string,
    options: { key?: string; actualRevision?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.key = options.key;
    this.actualRevision = options.actualRevision;
  }
}
