/**
 * What a stream lacks: counted, remembered beyond the end of the process, and said in the stream by one line at a time,
 * as soon as there is room.
 */
import type { Clock } from '../../util/clock.ts';
import type { Slot } from '../spool/slot.ts';
import { type Gap, gapEvent, NO_GAP, widen } from './gap.ts';
import { type DeclaredGap, formatMissing, type Held, type Missing } from './missing.ts';

export interface GapPorts {
  /** Remembers what is missing, should the process end before that is told. */
  readonly lost: Pick<Slot, 'save' | 'close'>;
  readonly clock: Clock;
  newId(): string;
  /** What would be missing, should the process end now. */
  held(): Held | undefined;
  /** Whether the end of the process loses events besides, nobody knows how many. */
  readonly isUncertain: boolean;
  /** It may be time to ask for a line. */
  onLook(): void;
  onError(error: unknown): void;
}

/** How soon it is looked again whether there is room to say what is missing. */
const LOOK_MILLISECONDS = 1000;

export class GapKeeper {
  readonly #ports: GapPorts;
  /** Events that found no place, and that no line speaks of. */
  #gap: Gap;
  /** What is said by a line that is not stored yet; the line may still have to be made. */
  #declared: DeclaredGap | undefined;
  #isSaying = false;
  /** Whether anything is remembered that must be forgotten once it is stored. */
  #isIndebted = false;
  #isClosing = false;
  #stopLooking: (() => void) | undefined;

  constructor({ open, declared }: Missing, ports: GapPorts) {
    this.#ports = ports;
    this.#gap = open;
    this.#declared = declared;
    if (this.#isOwing) this.#look();
  }

  /** Whether events are missing that no line speaks of. */
  get isOpen(): boolean {
    return this.#gap.count > 0;
  }

  /** @returns resolves when that one more event is missing is remembered */
  lose(): Promise<void> {
    const now = this.#ports.clock.now();
    this.#gap = widen(this.#gap, { count: 1, first: now, last: now });
    this.#look();
    return this.remember();
  }

  /** @returns a line that says what is missing; undefined: nothing is, or a line that says it is on its way */
  declare(): string | undefined {
    if (this.#isSaying || !this.#isOwing) return undefined;
    const { clock, newId } = this.#ports;
    if (!this.#declared) {
      this.#declared = { id: newId(), gap: this.#gap };
      this.#gap = NO_GAP;
    }
    this.#isSaying = true;
    return gapEvent(this.#declared.gap, this.#declared.id, clock.now());
  }

  /** Lines are stored. @param declares whether the one that `declare` made is among them */
  async stored(declares: boolean): Promise<void> {
    if (declares) {
      this.#declared = undefined;
      this.#isSaying = false;
    }
    if (this.#isIndebted) await this.remember();
  }

  /** Never rejects: what cannot even be remembered is told to people. @param isOpen false: the process ends by itself */
  remember(isOpen = true): Promise<void> {
    const { lost, held, isUncertain, onError } = this.#ports;
    const missing = { declared: this.#declared, open: this.#gap, held: held() };
    this.#isIndebted = formatMissing({ ...missing, running: false }) !== '';
    return lost.save(formatMissing({ ...missing, running: isOpen && isUncertain })).catch(onError);
  }

  /** Nothing is looked for any more. */
  stop(): void {
    this.#isClosing = true;
    this.#stopLooking?.();
  }

  async close(): Promise<void> {
    await this.#ports.lost.close();
  }

  get #isOwing(): boolean {
    return this.isOpen || this.#declared !== undefined;
  }

  #look(): void {
    this.#stopLooking ??= this.#ports.clock.setTimeout(() => {
      this.#stopLooking = undefined;
      this.#ports.onLook();
      if (this.#isOwing && !this.#isClosing) this.#look();
    }, LOOK_MILLISECONDS);
  }
}
