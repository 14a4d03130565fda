/** Says of the records of one chain, given in the order in which they stand, whether each stands where it was written. */
import type { KeyObject } from 'node:crypto';
import type { ChainSummary, Finding, FindingKind, Place } from './finding.ts';
import { CHECKPOINT_INTERVAL, hashLine, isSignedBy, MOST_UNSIGNED, type ReadMark } from './mark.ts';
import type { RecentHashes } from './recent-hashes.ts';
import { stageTimeOf } from './stage-time.ts';
import type { ChainState } from './state.ts';

export interface CheckPorts {
  /** The cluster's public audit key. */
  readonly key: KeyObject;
  /** How far the chain had come at least, where that is known. */
  readonly state: ChainState | undefined;
  /** A log without a state may end without its closing checkpoint. */
  readonly openEnd: boolean;
  /** Nothing may be left out that was removed as a whole: every log begins with its first record. */
  readonly fromFirst: boolean;
  /** Of all chains. */
  readonly recent: RecentHashes;
  report(finding: Finding): void;
}

/** A checkpoint is signed a moment after the event that it carries: clocks are set, machines are slow. */
const SLACK = 5000;

/** The last record that stood in its place. */
interface Known {
  readonly mark: ReadMark;
  readonly hash: string;
  readonly place: () => Place;
}

export class ChainCheck {
  readonly #ports: CheckPorts;
  readonly #chain: string;
  readonly #firstRecord: number;
  #known: Known | undefined;
  #unsigned = 0;
  #isVouchedFor = false;
  /** When the last checkpoints were signed, the newest last: the clock may have been set back between them. */
  #signings: readonly number[] = [];
  #newest = Number.NaN;
  #repeated = 0;

  constructor({ chain, sequence }: ReadMark, ports: CheckPorts) {
    this.#chain = chain;
    this.#firstRecord = sequence;
    this.#ports = ports;
  }

  /** @param place made when it is spoken of, which most records are not */
  record(bytes: Buffer, mark: ReadMark, place: () => Place): void {
    const hash = hashLine(bytes);
    if (!this.#known) this.#begin(mark, place);
    else if (!this.#follows(mark, hash, this.#known, place)) return;
    this.#checkSignature(bytes, mark, place);
    this.#checkTime(bytes, mark, place);
    this.#checkState(mark, hash, place);
    if (mark.sent) this.#ports.recent.add(hash);
    this.#known = { mark, hash, place };
  }

  /** Nothing more is coming. */
  end(): ChainSummary {
    const { mark, place } = this.#known!;
    const { sequence, end } = mark;
    const { state, openEnd } = this.#ports;
    if (state && state.sequence > sequence) {
      this.#report('cut-off', place, `the log had come to record ${state.sequence}, and ends with record ${sequence}`);
    } else if (end !== 'log' && !state && !openEnd) {
      const how = end
        ? 'ends a file, and the one that followed it is missing'
        : 'is the last, and does not close the log';
      this.#report('cut-off', place, `record ${sequence} ${how}`);
    }
    // Threat: whoever may leave the end open could make up a whole chain.
    if (!this.#isVouchedFor) this.#report('unsigned', place, 'nothing of its chain is signed by the audit key');
    return {
      chain: this.#chain,
      firstRecord: this.#firstRecord,
      lastRecord: sequence,
      end: end === 'log' ? 'closed' : 'open',
      ...(!Number.isNaN(this.#newest) && { lastTime: new Date(this.#newest).toISOString() }),
      unsigned: this.#unsigned,
      repeated: this.#repeated,
    };
  }

  #begin({ sequence, first, sent }: ReadMark, place: () => Place): void {
    if (this.#ports.fromFirst && sequence > 1) {
      this.#report('missing', place, `records 1 to ${sequence - 1} are missing before it`);
    }
    // Where a collector begins its files is its own affair.
    if (first || sent) return;
    this.#report('cut-off', place, `what stood before it is missing: record ${sequence} does not begin a file`);
  }

  /** @returns false for a record that is not taken for the newest */
  #follows({ sequence, previous, sent }: ReadMark, hash: string, known: Known, place: () => Place): boolean {
    const { mark } = known;
    const expected = mark.sequence + 1;
    if (sequence < expected) {
      if (sent && this.#ports.recent.has(hash)) this.#repeated += 1;
      else {
        const message = `record ${sequence} stands behind record ${mark.sequence}: moved or repeated`;
        this.#report('reordered', place, message);
      }
      return false;
    }
    if (sequence > expected) {
      const which = sequence - 1 === expected ? `record ${expected} is` : `records ${expected} to ${sequence - 1} are`;
      this.#report('missing', place, `${which} missing before it`);
    } else if (previous !== known.hash) {
      this.#report('changed', known.place, `record ${mark.sequence} is not what record ${sequence} was tied to`);
    }
    return true;
  }

  #checkSignature(bytes: Buffer, { signature, signedAt, end, bare, sequence }: ReadMark, place: () => Place): void {
    if (bare) {
      this.#report('unvouched', place, 'when it was written, nothing signed told how far the log had come before');
    }
    if (signature !== undefined) {
      this.#unsigned = 0;
      if (isSignedBy(bytes, signature, this.#ports.key)) this.#signed(signedAt!);
      else this.#report('changed', place, `the signature of record ${sequence} is not the audit key's`);
    } else if (++this.#unsigned === MOST_UNSIGNED || end) {
      const why = end ? 'ends a file' : `is the ${MOST_UNSIGNED}th since the last checkpoint`;
      this.#report('unsigned', place, `record ${sequence} ${why}, and is not signed`);
    }
  }

  #signed(at: number): void {
    this.#isVouchedFor = true;
    this.#signings = [...this.#signings.slice(-1), at];
  }

  get #signBefore(): number {
    return Math.max(...this.#signings) + CHECKPOINT_INTERVAL + SLACK;
  }

  /** Threat: without this, who strips signatures could make up a thousand records over any time. */
  #checkTime(bytes: Buffer, { signature, sequence }: ReadMark, place: () => Place): void {
    const time = stageTimeOf(bytes);
    this.#newest = time;
    if (Number.isNaN(time)) {
      this.#report('inserted', place, `record ${sequence} is not of the form in which the server writes events`);
    } else if (signature === undefined && this.#isVouchedFor && time > this.#signBefore) {
      this.#report(
        'unsigned',
        place,
        `record ${sequence} came later than the next checkpoint had to, and is not signed`,
      );
    }
  }

  #checkState({ sequence }: ReadMark, hash: string, place: () => Place): void {
    const { state } = this.#ports;
    if (state?.sequence !== sequence || state.hash === hash) return;
    this.#report('changed', place, `record ${sequence} is not the one of the signed state`);
  }

  #report(kind: FindingKind, place: () => Place, message: string): void {
    const { file, line, auditID } = place();
    this.#ports.report({ kind, file, line, ...(auditID !== undefined && { auditID }), message });
  }
}
