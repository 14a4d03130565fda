import { goQuote } from '../../api/go-format.ts';

/** Where a value stands: names of fields and keys of maps, and positions in lists. */
export type DecodePath = readonly (string | number)[];

/** More than these are not told. */
const MOST = 100;

/** What a strict decoder objects to, though the object can be made: each once, in the order in which it is met. */
export class StrictErrors {
  readonly #messages = new Set<string>();

  unknownField(path: DecodePath): void {
    this.#add(`unknown field ${goQuote(textOf(path))}`);
  }

  duplicateField(path: DecodePath): void {
    this.#add(`duplicate field ${goQuote(textOf(path))}`);
  }

  list(): string[] {
    return [...this.#messages];
  }

  #add(message: string): void {
    if (this.#messages.size < MOST) this.#messages.add(message);
  }
}

function textOf(path: DecodePath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
