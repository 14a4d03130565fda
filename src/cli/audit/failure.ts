import { UnreadableLog } from '../../audit/files/lines.ts';
import { ConfigError } from '../../config/errors.ts';

/** In words of the command line: what cannot be read is what was named. */
export function cannotRead(error: unknown): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  const isOfFiles = error instanceof UnreadableLog || (code !== undefined && syscall !== undefined);
  return isOfFiles ? new ConfigError(`cannot read audit logs: ${message}`) : error;
}
