/** When each credential was used last, and from where. */
export interface CredentialUse {
  /** Milliseconds. */
  readonly at: number;
  readonly from: string;
}

/** More than a control plane has clients; beyond it, credentials that are new are not noted until the next `take`. */
const MOST_CREDENTIALS = 20_000;

/** Noted for every request, hence one look-up and no allocation where the credential is known. */
export class CredentialUsage {
  #seen = new Map<string, { at: number; from: string }>();

  note(credentialId: string, at: number, from: string): void {
    const known = this.#seen.get(credentialId);
    if (known !== undefined) {
      known.at = at;
      known.from = from;
    } else if (this.#seen.size < MOST_CREDENTIALS) this.#seen.set(credentialId, { at, from });
  }

  /** All that was noted since the last call, by the credential's id. */
  take(): ReadonlyMap<string, CredentialUse> {
    const seen = this.#seen;
    this.#seen = new Map();
    return seen;
  }
}
