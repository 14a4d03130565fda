/** Runs programs and keeps what they say. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export interface RunOptions {
  /** For its standard input: text as it is, anything else as JSON. */
  readonly input?: string | object;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A program that has ended. */
export interface Ran {
  /** What was run, for messages. */
  readonly command: string;
  /** Its exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | 'still running';
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that hangs fails its test by this, not the whole run. */
const TIMEOUT_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = 10;

/** No test leaves a process behind, not even one that fails half-way. */
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A program that is running. */
export class Running {
  readonly child: ChildProcess;
  readonly #command: string;
  readonly #ended: Promise<Ran>;
  #stdout = '';
  #stderr = '';

  constructor(program: string, args: readonly string[], { input, env, cwd }: RunOptions = {}) {
    this.#command = [program.replace(/.*\//, ''), ...args].join(' ');
    this.child = spawn(program, args, { env, cwd, stdio: 'pipe' });
    children.add(this.child);
    this.child.stdout!.setEncoding('utf8').on('data', (text) => {
      this.#stdout += text;
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text) => {
      this.#stderr += text;
    });
    // A program may end without having read what it was given.
    this.child.stdin!.on('error', () => {}).end(typeof input === 'object' ? JSON.stringify(input) : input);
    this.#ended = this.#end();
  }

  async #end(): Promise<Ran> {
    await once(this.child, 'close');
    children.delete(this.child);
    return this.#soFar();
  }

  #soFar(): Ran {
    const { exitCode, signalCode } = this.child;
    const code = exitCode ?? signalCode ?? 'still running';
    return { command: this.#command, code, stdout: this.#stdout, stderr: this.#stderr };
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Resolves when it has ended; kills it when it takes too long. */
  async ended(): Promise<Ran> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), TIMEOUT_MILLISECONDS);
    try {
      return await this.#ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when its output matches. @throws Error when it ends, or takes too long, before */
  async says(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
    const deadline = performance.now() + TIMEOUT_MILLISECONDS;
    while (this.isAlive && performance.now() < deadline && !pattern.test(this[stream])) await delay(POLL_MILLISECONDS);
    if (!this.isAlive) await this.#ended;
    if (!pattern.test(this[stream])) throw new Error(`never said ${pattern}: ${describe(this.#soFar())}`);
  }

  /** Whether it has not ended yet. */
  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): Promise<Ran> {
    this.child.kill(signal);
    return this.ended();
  }
}

export function run(program: string, args: readonly string[], options?: RunOptions): Promise<Ran> {
  return new Running(program, args, options).ended();
}

export function describe({ command, code, stdout, stderr }: Ran): string {
  return [`$ ${command}`, `exit ${code}`, stdout && `stdout: ${stdout}`, stderr && `stderr: ${stderr}`]
    .filter((part) => part !== '')
    .join('\n');
}
