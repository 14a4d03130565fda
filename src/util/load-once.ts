/** What is loaded when it is first needed, and there from then on. */
export class LoadOnce<T> {
  readonly #load: () => Promise<T>;
  #loaded: T | undefined;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  async load(): Promise<T> {
    this.#loaded ??= await this.#load();
    return this.#loaded;
  }

  /** @throws Error when it was not loaded */
  get(): T {
    if (this.#loaded === undefined) throw new Error('what is needed here is not loaded');
    return this.#loaded;
  }
}
