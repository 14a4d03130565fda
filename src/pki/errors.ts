/** A key or certificate on disk cannot be used. The message names the file and says what to do. */
export class PkiError extends Error {
  override readonly name = 'PkiError';
}
