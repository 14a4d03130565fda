/** Says of lines, given in order, whether each stands where it was written. Keeps one line at a time. */
import type { KeyObject } from 'node:crypto';
import type { ChainSummary, Finding, FindingKind, Place } from './finding.ts';
import { hashLine, isSignedBy, MOST_UNSIGNED, type ReadMark, readMark } from './mark.ts';
import type { ChainState } from './state.ts';

export interface VerifierPorts {
  /** The cluster's public audit key. */
  readonly key: KeyObject;
  /** By chain. */
  readonly states: ReadonlyMap<string, ChainState>;
  /** A log without a state may end without its closing checkpoint. */
  readonly openEnd: boolean;
  /** Nothing may be left out that was removed as a whole: every log begins with its first record. */
  readonly fromFirst: boolean;
  report(finding: Finding): void;
}

/** The last record that stood in its place. */
interface Known {
  readonly mark: ReadMark;
  readonly hash: string;
  readonly place: Place;
}

export class ChainVerifier {
  readonly #ports: VerifierPorts;
  readonly #chains: ChainSummary[] = [];
  #known: Known | undefined;
  #firstRecord = 0;
  #unsigned = 0;

  constructor(ports: VerifierPorts) {
    this.#ports = ports;
  }

  line(bytes: Buffer, file: string, line: number): void {
    const mark = readMark(bytes);
    const place = (): Place => placeOf(bytes, file, line);
    if (!mark) {
      this.#report('inserted', place(), 'it carries no seal: it was inserted, or changed');
      return;
    }
    if (this.#known?.mark.chain !== mark.chain) this.#begin(mark, place);
    else if (!this.#follows(mark, this.#known, place)) return;
    const hash = hashLine(bytes);
    this.#checkSignature(bytes, mark, place);
    this.#checkState(mark, hash, place);
    this.#known = { mark, hash, place: lazily(place, file, line) };
  }

  /** Nothing more is coming. */
  end(): readonly ChainSummary[] {
    this.#endChain();
    return this.#chains;
  }

  #begin(mark: ReadMark, place: () => Place): void {
    this.#endChain();
    this.#firstRecord = mark.sequence;
    this.#unsigned = 0;
    if (this.#ports.fromFirst && mark.sequence > 1) {
      this.#report('missing', place(), `records 1 to ${mark.sequence - 1} are missing before it`);
    }
    if (mark.first) return;
    this.#report('cut-off', place(), `what stood before it is missing: record ${mark.sequence} does not begin a file`);
  }

  /** @returns false for a line that is not taken for the newest */
  #follows({ sequence, previous }: ReadMark, { mark, hash, place: before }: Known, place: () => Place): boolean {
    const expected = mark.sequence + 1;
    if (sequence < expected) {
      this.#report('reordered', place(), `record ${sequence} stands behind record ${mark.sequence}: moved or repeated`);
      return false;
    }
    if (sequence > expected) {
      const which = sequence - 1 === expected ? `record ${expected} is` : `records ${expected} to ${sequence - 1} are`;
      this.#report('missing', place(), `${which} missing before it`);
    } else if (previous !== hash) {
      this.#report('changed', before, `record ${mark.sequence} is not what record ${sequence} was tied to`);
    }
    return true;
  }

  #checkSignature(bytes: Buffer, { signature, last, bare, sequence }: ReadMark, place: () => Place): void {
    if (bare) {
      this.#report('unvouched', place(), 'when it was written, nothing signed told how far the log had come before');
    }
    if (signature !== undefined) {
      this.#unsigned = 0;
      if (isSignedBy(bytes, signature, this.#ports.key)) return;
      this.#report('changed', place(), `the signature of record ${sequence} is not the audit key's`);
    } else if (last || ++this.#unsigned === MOST_UNSIGNED) {
      const why = last ? 'ends a file' : `is the ${MOST_UNSIGNED}th since the last checkpoint`;
      this.#report('unsigned', place(), `record ${sequence} ${why}, and is not signed`);
    }
  }

  #checkState({ chain, sequence }: ReadMark, hash: string, place: () => Place): void {
    const state = this.#ports.states.get(chain);
    if (state?.sequence !== sequence || state.hash === hash) return;
    this.#report('changed', place(), `record ${sequence} is not the one of the signed state`);
  }

  #endChain(): void {
    if (!this.#known) return;
    const { mark, place } = this.#known;
    const { chain, sequence, last } = mark;
    const state = this.#ports.states.get(chain);
    if (state && state.sequence > sequence) {
      this.#report('cut-off', place, `the log had come to record ${state.sequence}, and ends with record ${sequence}`);
    } else if (!last && !state && !this.#ports.openEnd) {
      this.#report('cut-off', place, `record ${sequence} is the last, and does not close the log`);
    }
    const end = last ? 'closed' : 'open';
    this.#chains.push({ chain, firstRecord: this.#firstRecord, lastRecord: sequence, end, unsigned: this.#unsigned });
    this.#known = undefined;
  }

  #report(kind: FindingKind, { file, line, auditID }: Place, message: string): void {
    this.#ports.report({ kind, file, line, ...(auditID !== undefined && { auditID }), message });
  }
}

const AUDIT_ID = /"auditID":"([\w-]{1,64})"/;

function placeOf(bytes: Buffer, file: string, line: number): Place {
  const [, auditID] = AUDIT_ID.exec(bytes.toString('latin1', 0, 512)) ?? [];
  return { file, line, ...(auditID !== undefined && { auditID }) };
}

/** Most lines are never spoken of. */
function lazily(place: () => Place, file: string, line: number): Place {
  return {
    file,
    line,
    get auditID() {
      return place().auditID!;
    },
  };
}
