/** The end of a log, from the record of its signed state on: whether it is tied to that, and where it has come to. */
import type { KeyObject } from 'node:crypto';
import { ChainCheck } from './chain-check.ts';
import type { FindingKind } from './finding.ts';
import { hashLine, MOST_UNSIGNED, type ReadMark, readMark } from './mark.ts';
import { RecentHashes } from './recent-hashes.ts';
import type { ChainState } from './state.ts';

/** What was said when it was written, and was signed with the state. */
const KNOWN: ReadonlySet<FindingKind> = new Set(['unvouched', 'cut-off']);

export class Tail {
  readonly #signed: ChainState;
  readonly #key: KeyObject;
  readonly #sent: boolean;
  #check: ChainCheck | undefined;
  #isTied: boolean;
  #doubt: string | undefined;
  #newest: ChainState;

  /** @param sent the oldest records are removed, the state's own may be among them */
  constructor(signed: ChainState, key: KeyObject, sent: boolean) {
    this.#signed = signed;
    this.#key = key;
    this.#sent = sent;
    this.#newest = signed;
    this.#isTied = signed.sequence === 0;
  }

  /** Whether the state's record, or the one behind it, was there. */
  get isTied(): boolean {
    return this.#isTied;
  }

  /** Of what stands there now. */
  get newest(): ChainState {
    return this.#newest;
  }

  get doubt(): string | undefined {
    if (this.#doubt !== undefined || this.#isTied) return this.#doubt;
    return `it had come to record ${this.#signed.sequence}, and is cut off before that`;
  }

  line(bytes: Buffer): void {
    const mark = readMark(bytes);
    const isOurs = mark?.chain === this.#signed.chain;
    if (!this.#check && (!isOurs || mark.sequence < this.#signed.sequence)) return;
    if (!isOurs) {
      this.#doubt ??= 'it holds a line that was written by somebody else';
      return;
    }
    this.#check ??= this.#begin(mark);
    // Each start signs its first record.
    const isUnvouched = this.#signed.end === 'log' && mark.sequence === this.#signed.sequence + 1 && !mark.signature;
    if (isUnvouched) this.#doubt ??= `it was closed, and has another record, ${mark.sequence}, that is not signed`;
    this.#check.record(bytes, mark, () => ({ file: '', line: 0 }));
    if (this.#doubt !== undefined) return;
    this.#newest = { chain: mark.chain, sequence: mark.sequence, hash: hashLine(bytes), end: mark.end };
  }

  #begin(mark: ReadMark): ChainCheck {
    const { sequence, hash } = this.#signed;
    const behind = mark.sequence - sequence;
    this.#isTied = behind <= 1 || (this.#sent && behind <= MOST_UNSIGNED);
    if (!this.#isTied) this.#doubt = `records ${sequence + 1} to ${mark.sequence - 1} are missing`;
    else if (behind === 1 && mark.previous !== hash) this.#doubt = `record ${sequence} is not the one that was signed`;
    return new ChainCheck(mark, {
      ...{ key: this.#key, state: this.#signed, openEnd: true, fromFirst: false, recent: new RecentHashes() },
      report: ({ kind, message }) => {
        if (!KNOWN.has(kind)) this.#doubt ??= message;
      },
    });
  }
}
