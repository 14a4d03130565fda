/** What JSON escapes, and what UTF-8 writes in more than one byte: rare, and left to the encoder. */
const DELICATE = /[^ !#-[\]-~]/;

/** A text as JSON: the same as JSON.stringify, in a third of its time where nothing is to be escaped. */
export function quote(text: string): string {
  return DELICATE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
