/** What expressions were compiled to, kept for who needs it next: validation prepares it and gets it, and so does whoever runs it. */
import { createHash } from 'node:crypto';
import { atOnce, inTurns, type Steps } from '../util/pause.ts';

/** The newest few: what is stored is loaded soon. */
const KEPT = 16;

/** @template S what is compiled: plain JSON @template P what it is compiled to, which never changes */
export class CompiledOnce<S, P> {
  readonly #compile: (source: S) => Steps<P>;
  readonly #kept = new Map<string, P>();

  constructor(compile: (source: S) => Steps<P>) {
    this.#compile = compile;
  }

  /** @returns undefined where it is not kept */
  find(source: S): P | undefined {
    return this.#kept.get(digest(source));
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
    if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(digest(source), program);
    return program;
  }
}

function digest(source: unknown): string {
  return createHash('sha256').update(JSON.stringify(source)).digest('base64');
}
