/** Where commands read from and write to. */
export interface Io {
  out(text: string): void;
  error(text: string): void;
  /** Whether `out` and `error` take colours. */
  readonly colour: boolean;
}

/** Exit codes of every command. */
export const DONE = 0;
export const FAILED = 1;
export const USAGE = 2;

/** A person who set NO_COLOR, or reads from a file, gets plain text. */
export function processIo(process: NodeJS.Process): Io {
  const { stdout, stderr, env } = process;
  return {
    out: (text) => void stdout.write(text),
    error: (text) => void stderr.write(text),
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
  };
}
