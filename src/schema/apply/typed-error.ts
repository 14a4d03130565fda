/** An object, or a record of field ownership, that does not fit its schema. Internal to field management. */
export class TypedError extends Error {
  override readonly name = 'TypedError';
}
