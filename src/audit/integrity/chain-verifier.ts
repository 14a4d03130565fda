/** Says of lines, given in order, whether each stands where it was written. Keeps one line of each chain at a time. */
import type { KeyObject } from 'node:crypto';
import { ChainCheck } from './chain-check.ts';
import { DeclaredGaps, type DeclaredMissing } from './declared-gaps.ts';
import type { ChainSummary, Finding, Place } from './finding.ts';
import { readMark } from './mark.ts';
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

export class ChainVerifier {
  readonly #ports: VerifierPorts;
  /** By chain: a collector may write those of several servers into one file. */
  readonly #checks = new Map<string, ChainCheck>();
  readonly #gaps = new DeclaredGaps();

  constructor(ports: VerifierPorts) {
    this.#ports = ports;
  }

  record(bytes: Buffer, file: string, line: number): void {
    const mark = readMark(bytes);
    const place = (): Place => placeOf(bytes, file, line);
    if (!mark) {
      this.#ports.report({ ...place(), kind: 'inserted', message: 'it carries no seal: it was inserted, or changed' });
      return;
    }
    let check = this.#checks.get(mark.chain);
    if (!check) {
      check = new ChainCheck(mark, { ...this.#ports, state: this.#ports.states.get(mark.chain) });
      this.#checks.set(mark.chain, check);
    }
    check.record(bytes, mark, place);
    this.#gaps.add(bytes);
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

function placeOf(bytes: Buffer, file: string, line: number): Place {
  const [, auditID] = AUDIT_ID.exec(bytes.toString('latin1', 0, 512)) ?? [];
  return { file, line, ...(auditID !== undefined && { auditID }) };
}
