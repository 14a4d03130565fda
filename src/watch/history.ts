import { expired, tooLargeResourceVersion } from '../api/status.ts';
import type { CacheEvent } from './cache-event.ts';
import { EventRing, type RingLimits } from './event-ring.ts';
import type { Snapshot } from './snapshot.ts';

/** How many old snapshots are kept once somebody pages through them. */
const MAX_REMEMBERED = 16;

/** The newest snapshot, the events that led to it, and through them every snapshot as far back as the events reach. */
export class History {
  readonly ring: EventRing;
  #newest: Snapshot;
  /** What `newest` is to be a snapshot of; made when it is next asked for. */
  #revision: number;
  /** Old snapshots that were asked for, oldest use first. */
  readonly #remembered = new Map<number, Snapshot>();

  constructor(snapshot: Snapshot, limits: RingLimits) {
    this.ring = new EventRing(limits, snapshot.revision);
    this.#newest = snapshot;
    this.#revision = snapshot.revision;
  }

  get revision(): number {
    return this.#revision;
  }

  get newest(): Snapshot {
    if (this.#newest.revision < this.#revision) this.#newest = this.#newest.at(this.#revision);
    return this.#newest;
  }

  add(event: CacheEvent, now: number): void {
    this.ring.push(event, now);
    this.#newest = this.#newest.after(event);
    this.#revision = event.revision;
  }

  /**
   * Nothing but what was added happened up to this revision. Every cache hears of every commit, nearly always of
   * another kind: that must cost next to nothing.
   */
  progress(revision: number, now: () => number): void {
    this.#revision = Math.max(this.#revision, revision);
    if (this.ring.first < this.ring.end) this.ring.trim(now());
  }

  /** @throws StatusError Expired, or Timeout when the revision is not there yet */
  at(revision: number): Snapshot {
    if (revision === this.#revision) return this.newest;
    if (revision > this.#revision) throw tooLargeResourceVersion(revision, this.#revision);
    const remembered = this.#remembered.get(revision);
    if (!remembered && revision < this.ring.floor) {
      throw expired('The resourceVersion for the provided list is too old.');
    }
    const snapshot = remembered ?? this.#rewind(revision);
    this.#remember(snapshot);
    return snapshot;
  }

  /** Takes events back, from the nearest later snapshot that is at hand. */
  #rewind(revision: number): Snapshot {
    const later = [...this.#remembered.values()].filter((snapshot) => snapshot.revision > revision);
    const nearest = later.reduce((a, b) => (b.revision < a.revision ? b : a), this.newest);
    return nearest.before(this.#eventsBack(nearest.revision, revision), revision);
  }

  *#eventsBack(from: number, to: number): Generator<CacheEvent> {
    const end = this.ring.after(to);
    for (let sequence = this.ring.after(from) - 1; sequence >= end; sequence--) yield this.ring.at(sequence);
  }

  #remember(snapshot: Snapshot): void {
    this.#remembered.delete(snapshot.revision);
    this.#remembered.set(snapshot.revision, snapshot);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED) this.#remembered.delete(oldest!);
  }
}
