/** A token of a known issuer that proves nothing. The message is for logs and reviews: it tells of no claim's value. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}
