/** Says of lines, given in order, whether each stands where it was written. Keeps one line of each chain at a time. */
import type { KeyObject } from 'node:crypto';
import type { Around } from '../files/records.ts';
import { ChainCheck } from './chain-check.ts';
import { DeclaredGaps, type DeclaredMissing } from './declared-gaps.ts';
import type { ChainSummary, Finding, Place } from './finding.ts';
import { type ReadMark, readMark } from './mark.ts';
import { RecentHashes } from './recent-hashes.ts';
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

/** More servers than write into one archive; what claims to be of another is not worth the memory. */
const MOST_CHAINS = 1000;
/** The id of an event stands in its first characters. */
const HEAD = 192;

export class ChainVerifier {
  readonly #ports: VerifierPorts;
  /** By chain: a collector may write those of several servers into one file. */
  readonly #checks = new Map<string, ChainCheck>();
  readonly #recent = new RecentHashes();
  readonly #gaps = new DeclaredGaps();

  constructor(ports: VerifierPorts) {
    this.#ports = ports;
  }

  /** @param beside what else stands in its line */
  record(bytes: Buffer, beside: Around, file: string, line: number): void {
    const mark = readMark(bytes);
    // A copy: the newest place of each chain is kept, and is not to keep a piece of its file in memory.
    const head = bytes.toString('latin1', 0, HEAD);
    const place = (): Place => placeOf(head, file, line);
    const inserted = (message: string) => this.#ports.report({ ...place(), kind: 'inserted', message });
    if (!mark) {
      inserted('it carries no seal: it was inserted, or changed');
      return;
    }
    if (beside === 'text' || (beside === 'envelope' && !mark.sent)) inserted('its line says more, which nothing seals');
    const check = this.#checkOf(mark);
    if (!check) {
      inserted(`it is of one more chain than the ${MOST_CHAINS} that are verified together`);
      return;
    }
    check.record(bytes, mark, place);
    this.#gaps.add(bytes);
  }

  #checkOf(mark: ReadMark): ChainCheck | undefined {
    const known = this.#checks.get(mark.chain);
    if (known || this.#checks.size >= MOST_CHAINS) return known;
    const state = this.#ports.states.get(mark.chain);
    const check = new ChainCheck(mark, { ...this.#ports, state, recent: this.#recent });
    this.#checks.set(mark.chain, check);
    return check;
  }

  /** What sealed records say is not there. */
  get missing(): DeclaredMissing {
    return this.#gaps.missing;
  }

  /** Nothing more is coming. */
  end(): readonly ChainSummary[] {
    return [...this.#checks.values()].map((check) => check.end());
  }
}

const AUDIT_ID = /"auditID":"([\w-]{1,64})"/;

function placeOf(head: string, file: string, line: number): Place {
  const [, auditID] = AUDIT_ID.exec(head) ?? [];
  return { file, line, ...(auditID !== undefined && { auditID }) };
}
