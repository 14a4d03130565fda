/** What expressions were compiled to, kept for who needs it next: validation prepares it and gets it, and so does whoever runs it. */
import { createHash } from 'node:crypto';
import { atOnce, inTurns, type Steps } from '../util/pause.ts';

/**
 * Characters of the newest sources: what is stored is loaded soon. Threat: were the newest few kept whatever their size, as
 * many small ones could push out a big one before who prepared it gets it; to compile that without a pause takes long.
 */
const MOST_KEPT = 4 * 1024 * 1024;
/** What one counts for at least: a program is bigger than its source. */
const LEAST_COUNTED = 16 * 1024;

interface Kept<P> {
  readonly program: P;
  readonly counted: number;
}

/** @template S what is compiled: plain JSON @template P what it is compiled to, which never changes */
export class CompiledOnce<S, P> {
  readonly #compile: (source: S) => Steps<P>;
  readonly #kept = new Map<string, Kept<P>>();
  #counted = 0;

  constructor(compile: (source: S) => Steps<P>) {
    this.#compile = compile;
  }

  /** @returns undefined where it is not kept */
  find(source: S): P | undefined {
    return this.#kept.get(digest(JSON.stringify(source)))?.program;
  }

  /** Without a pause: to be called behind `prepare`. */
  get(source: S): P {
    return this.find(source) ?? this.#keep(source, atOnce(this.#compile(source)));
  }

  /** With pauses. */
  async prepare(source: S): Promise<P> {
    return this.find(source) ?? this.#keep(source, await inTurns(this.#compile(source)));
  }

  #keep(source: S, program: P): P {
    const text = JSON.stringify(source);
    const key = digest(text);
    this.#drop(key);
    const counted = Math.max(text.length, LEAST_COUNTED);
    this.#counted += counted;
    for (const oldest of this.#kept.keys()) {
      if (this.#counted <= MOST_KEPT) break;
      this.#drop(oldest);
    }
    this.#kept.set(key, { program, counted });
    return program;
  }

  #drop(key: string): void {
    this.#counted -= this.#kept.get(key)?.counted ?? 0;
    this.#kept.delete(key);
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
