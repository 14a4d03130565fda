import type { KeyObject } from 'node:crypto';
import { type VerificationKey, verificationKey } from './verification-keys.ts';

/** Signs what it is given; what a token may say is decided by those who ask. */
export class TokenSigner {
  readonly #privateKey: KeyObject;
  readonly #public: VerificationKey;

  /** @throws Error for a key that tokens cannot be signed with */
  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.#public = verificationKey(privateKey);
  }

  async sign(claims: object): Promise<string> {
    const { CompactSign } = await import('jose/jws/compact/sign');
    const { algorithm: alg, id: kid } = this.#public;
    return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg, kid }).sign(this.#privateKey);
  }
}
