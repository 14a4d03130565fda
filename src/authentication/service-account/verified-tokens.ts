import type { SignedToken } from './signed-token.ts';

/**
 * Tokens whose signature was found good, by the SHA-256 of the token: the tokens themselves are not kept. The least
 * recently used go first.
 */
export class VerifiedTokens {
  readonly #most: number;
  /** The least recently used first. */
  readonly #tokens = new Map<string, SignedToken>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#tokens.size;
  }

  get(digest: string, now: number): SignedToken | undefined {
    const token = this.#tokens.get(digest);
    if (!token) return undefined;
    this.#tokens.delete(digest);
    // One that has expired is verified again, and refused for its time, like any that was never seen.
    if (now > token.expiresAt) return undefined;
    this.#tokens.set(digest, token);
    return token;
  }

  add(digest: string, token: SignedToken): void {
    this.#tokens.set(digest, token);
    if (this.#tokens.size > this.#most) this.#tokens.delete(this.#tokens.keys().next().value!);
  }
}
