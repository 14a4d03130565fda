import { StorageError, type StorageErrorCode } from '../errors.ts';

/** SQLite's primary result codes that an administrator can act on. */
const BUSY = 5;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

const FAILURES = new Map<number, { code: StorageErrorCode; advice: string }>([
  [
    FULL,
    { code: 'full', advice: 'There is no space left for it. Nothing was written: free or add space, then try again.' },
  ],
  [
    CORRUPT,
    {
      code: 'corrupt',
      advice: 'The file is damaged and was left as it is. Restore it from a backup, or move it away to start empty.',
    },
  ],
  [
    NOT_A_DATABASE,
    {
      code: 'corrupt',
      advice:
        'The file is not a store, or its start is damaged; it was left as it is. Restore it from a backup, or move it away to start empty.',
    },
  ],
  [BUSY, { code: 'locked', advice: 'Another process has it open. Stop that process, or use another data directory.' }],
  [IO_ERROR, { code: 'unavailable', advice: 'The disk failed to read or write. Check the disk and the kernel log.' }],
  [
    CANNOT_OPEN,
    { code: 'unavailable', advice: 'The file cannot be opened. Check its permissions and those of its directory.' },
  ],
]);

/** What SQLite threw, as a storage error that says what to do. */
export function storageErrorOf(error: unknown, file: string): StorageError {
  if (error instanceof StorageError) return error;
  const { errcode, syscall, message } = error as { errcode?: number; syscall?: string; message: string };
  // The upper bytes hold the extended code. A system call fails before SQLite is asked.
  const failure = FAILURES.get(syscall ? CANNOT_OPEN : (errcode ?? 0) & 0xff);
  if (!failure) return new StorageError('unavailable', `storage ${file}: ${message}`, { cause: error });
  return new StorageError(failure.code, `storage ${file}: ${message}. ${failure.advice}`, { cause: error });
}
