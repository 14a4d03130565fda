type Outcome = string | undefined | void;

/** One thing that must be in order. */
export interface HealthCheck {
  /** As it appears in `/readyz?verbose` and in the path of the single check. */
  readonly name: string;
  /**
   * Throws when it is not; the message is shown to those who may ask for the single check.
   * @returns a warning, shown in the same places: something is wrong, and clients can be served all the same
   */
  check(): Outcome | Promise<Outcome>;
}

export const ping: HealthCheck = { name: 'ping', check: () => {} };

/** Not ready from the moment the server begins to stop, so that load balancers look elsewhere before it does. */
export class ShutdownCheck implements HealthCheck {
  readonly name = 'shutdown';
  #stopping = false;

  begin(): void {
    this.#stopping = true;
  }

  check(): void {
    if (this.#stopping) throw new Error('process is shutting down');
  }
}

/** Not ready until a step of the start is done. */
export class StartCheck implements HealthCheck {
  readonly name: string;
  #done = false;

  constructor(step: string) {
    this.name = `poststarthook/${step}`;
  }

  done(): void {
    this.#done = true;
  }

  check(): void {
    if (!this.#done) throw new Error('not finished');
  }
}
