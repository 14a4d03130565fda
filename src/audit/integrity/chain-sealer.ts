/** Ties the lines of one log together, in the order in which they are written, and signs them at intervals. */
import type { KeyObject } from 'node:crypto';
import { microTime } from '../micro-time.ts';
import type { LineSealer } from '../sinks/line-sealer.ts';
import { CHECKPOINT_INTERVAL, type End, hashLine, MOST_UNSIGNED, SEAL_BYTES, sealLine } from './mark.ts';
import { type ChainState, writeState } from './state.ts';

export interface SealerPorts {
  readonly key: KeyObject;
  /** Records are sent on from here. */
  readonly sent: boolean;
  /** Wall clock, in milliseconds. */
  now(): number;
  newId(): string;
  /** Keeps the state where the next start finds it. */
  save(state: string): Promise<void>;
}

/** Where a log goes on. */
export interface Resumed extends ChainState {
  /** Nothing signed told so. */
  readonly bare: boolean;
}

export class ChainSealer implements LineSealer {
  readonly growth = SEAL_BYTES;
  readonly #ports: SealerPorts;
  #at: Resumed;
  /** Records since the last signature; the first after a start is signed. */
  #unsigned = MOST_UNSIGNED;
  #signedAt = 0;
  #isStateOld = false;
  #lastStored: number;

  constructor(at: Resumed, ports: SealerPorts) {
    this.#at = at;
    this.#lastStored = at.sequence;
    this.#ports = ports;
  }

  /** The number of the record that was stored last. */
  get lastStored(): number {
    return this.#lastStored;
  }

  seal(json: string, into: Buffer, at: number): number {
    return this.#seal(json, undefined, into, at);
  }

  /** A signed last line; undefined: there is one. */
  checkpoint(end: End): Buffer | undefined {
    const { end: ended } = this.#at;
    // A file that the server ended with may be rotated after its next start; a stop right after a rotation is told.
    if (ended === 'log' || (ended === 'file' && (end === 'file' || this.#at.sequence === 0))) return undefined;
    const json = checkpointEvent(this.#ports.newId(), this.#ports.now());
    const line = Buffer.allocUnsafe(json.length + this.growth);
    return line.subarray(0, this.#seal(json, end, line, 0));
  }

  /** An event to be recorded, when records have waited too long for a signature because none came after them. */
  reminder(): string | undefined {
    if (this.#at.end || this.#unsigned === 0 || !this.#isDue()) return undefined;
    return checkpointEvent(this.#ports.newId(), this.#ports.now());
  }

  /** What was sealed until now is where it stays. Resolves when a next start would know. */
  async stored(): Promise<void> {
    this.#lastStored = this.#at.sequence;
    if (!this.#isStateOld) return;
    this.#isStateOld = false;
    await this.#ports.save(writeState(this.#at, this.#ports.key));
  }

  #seal(json: string, end: End | undefined, into: Buffer, start: number): number {
    const { chain, hash: previous, bare } = this.#at;
    const first = this.#at.end !== undefined;
    const sequence = this.#at.sequence + 1;
    const now = this.#ports.now();
    const isSigned = end !== undefined || this.#unsigned >= MOST_UNSIGNED - 1 || this.#isDue();
    const mark = { chain, sequence, previous, first, end, bare, sent: this.#ports.sent };
    const behind = sealLine(json, mark, isSigned ? { key: this.#ports.key, now } : undefined, into, start);
    this.#at = { chain, sequence, hash: hashLine(into.subarray(start, behind)), end, bare: false };
    this.#unsigned = isSigned ? 0 : this.#unsigned + 1;
    if (isSigned) {
      this.#signedAt = now;
      this.#isStateOld = true;
    }
    return behind;
  }

  #isDue(): boolean {
    // The wall clock may be set back.
    return Math.abs(this.#ports.now() - this.#signedAt) >= CHECKPOINT_INTERVAL;
  }
}

/** As an audit Event, so that whoever reads the file reads on. */
function checkpointEvent(auditID: string, now: number): string {
  const time = microTime(now);
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID,
    stage: 'ResponseComplete',
    requestURI: '',
    verb: 'checkpoint',
    user: { username: 'system:apiserver' },
    requestReceivedTimestamp: time,
    stageTimestamp: time,
  });
}
