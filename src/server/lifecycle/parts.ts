/**
 * The parts of a running server, in the order in which they were started. They stop in the opposite order: what was
 * started last is what clients see, and everything it stands on is still there while it finishes.
 */

export interface PartFailure {
  readonly part: string;
  readonly error: unknown;
}

/** Some parts did not stop as they should. All of them were told to. */
export class StopError extends Error {
  override readonly name = 'StopError';
  readonly failures: readonly PartFailure[];

  constructor(failures: readonly PartFailure[]) {
    super(failures.map(({ part, error }) => `${part}: ${(error as Error)?.message ?? error}`).join('; '));
    this.failures = failures;
  }
}

export class Parts {
  readonly #started: { readonly name: string; stop(): void | Promise<void> }[] = [];
  #stopped: Promise<void> | undefined;

  /**
   * Starts a part. When that fails, those before it are stopped, and the failure is thrown.
   * @param stop called once, with what `start` made, when the server stops
   */
  async start<T>(name: string, start: () => T | Promise<T>, stop: (part: T) => void | Promise<void>): Promise<T> {
    try {
      const part = await start();
      this.#started.push({ name, stop: () => stop(part) });
      return part;
    } catch (error) {
      await this.stop().catch(() => {});
      throw error;
    }
  }

  /** The same promise however often it is asked. @throws StopError */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    const failures: PartFailure[] = [];
    for (const { name, stop } of this.#started.reverse()) {
      try {
        await stop();
      } catch (error) {
        failures.push({ part: name, error });
      }
    }
    if (failures.length > 0) throw new StopError(failures);
  }
}
