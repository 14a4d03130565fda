import { quote } from './quote.ts';

/** An event's annotations as JSON text: the first value of a key stays. */
export class Annotations {
  readonly #keys: string[] = [];
  #members = '';

  set(key: string, value: string): void {
    if (this.#keys.includes(key)) return;
    this.#members += `${this.#keys.length === 0 ? '' : ','}${quote(key)}:${quote(value)}`;
    this.#keys.push(key);
  }

  /** Undefined: there are none. */
  get json(): string | undefined {
    return this.#keys.length === 0 ? undefined : `{${this.#members}}`;
  }

  /** With one more, that is not kept. */
  jsonWith(key: string, value: string): string {
    const more = new Annotations();
    more.#keys.push(...this.#keys);
    more.#members = this.#members;
    more.set(key, value);
    return more.json!;
  }
}
