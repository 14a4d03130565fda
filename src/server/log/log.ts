/** The server's own log: one JSON object a line on standard error. */
import { createRequire } from 'node:module';
import type { pino as CreatePino, Logger as Pino } from 'pino';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** The library is loaded for the first line that is written: most starts write none. */
export function createLog(level: LogLevel): Log {
  let pino: Pino | undefined;
  const load = (): Pino => {
    const { pino: create, destination } = createRequire(import.meta.url)('pino') as typeof CreatePino;
    return create({ level, base: undefined }, destination({ dest: 2, sync: true }));
  };
  const writer = (name: LogLevel) =>
    LEVELS.indexOf(name) > LEVELS.indexOf(level)
      ? () => {}
      : (message: string, fields: LogFields = {}) => {
          pino ??= load();
          pino[name](fields, message);
        };
  return { error: writer('error'), warn: writer('warn'), info: writer('info'), debug: writer('debug') };
}

/** What may be told of an error. */
export function errorFields(error: unknown): LogFields {
  return error instanceof Error ? { error: error.message, stack: error.stack } : { error: String(error) };
}
