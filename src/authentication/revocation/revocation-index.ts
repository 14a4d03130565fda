import type { Holder } from '../../request/credential.ts';
import { hits, type IssueTimes, type Revocation, type RevocationKind } from './revocation.ts';

type Table = Map<string, readonly Revocation[]>;

/** All revocations, by what they name: a look-up costs the same for none and for a hundred thousand. */
export class RevocationIndex {
  readonly #byName = new Map<string, Revocation>();
  readonly #tables: Readonly<Record<RevocationKind, Table>> = {
    certificate: new Map(),
    token: new Map(),
    user: new Map(),
    group: new Map(),
  };
  readonly #issueTimes: IssueTimes;
  #version = 0;

  constructor(issueTimes: IssueTimes) {
    this.#issueTimes = issueTimes;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#byName.size;
  }

  all(): Iterable<Revocation> {
    return this.#byName.values();
  }

  set(revocation: Revocation): void {
    this.delete(revocation.name);
    this.#byName.set(revocation.name, revocation);
    const table = this.#tables[revocation.kind];
    table.set(revocation.key, [...(table.get(revocation.key) ?? []), revocation]);
    this.#version += 1;
  }

  delete(name: string): void {
    const known = this.#byName.get(name);
    if (known === undefined) return;
    this.#byName.delete(name);
    const table = this.#tables[known.kind];
    const rest = (table.get(known.key) ?? []).filter((revocation) => revocation !== known);
    if (rest.length === 0) table.delete(known.key);
    else table.set(known.key, rest);
    this.#version += 1;
  }

  /** By what this credential is revoked; undefined: it is not. */
  find(holder: Holder): Revocation | undefined {
    const { credential, user } = holder;
    const { certificate, token, user: users, group: groups } = this.#tables;
    const found =
      this.#among(certificate, credential?.serialNumber, holder) ??
      this.#among(token, credential?.tokenId, holder) ??
      this.#among(users, user.name, holder);
    if (found !== undefined || groups.size === 0) return found;
    for (const group of user.groups) {
      const byGroup = this.#among(groups, group, holder);
      if (byGroup !== undefined) return byGroup;
    }
    return undefined;
  }

  #among(table: Table, key: string | undefined, holder: Holder): Revocation | undefined {
    if (key === undefined || table.size === 0) return undefined;
    return table.get(key)?.find((revocation) => hits(revocation, holder, this.#issueTimes));
  }
}
