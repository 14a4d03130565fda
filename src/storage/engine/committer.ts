import { type Commit, eventsOf } from './commit.ts';
import type { KeyIndex } from './key-index.ts';
import type { Log } from './log.ts';
import type { WatchHub } from './watch-hub.ts';

/** One batch stays short of what would keep the next one waiting for long. */
const MAX_BATCH_COMMITS = 1024;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

export interface CommitterOptions {
  readonly log: Log;
  readonly index: KeyIndex;
  /** Hears of each batch that became durable before its commits resolve. */
  readonly hub: WatchHub;
  /** Runs a task soon, once everything that is about to commit has had its turn. */
  schedule(task: () => void): void;
}

/** Group commit: one batch is on its way to the log while the next one gathers. */
export class Committer {
  readonly #options: CommitterOptions;
  #gathering: Commit[] = [];
  #inFlight: readonly Commit[] = [];
  #scheduled = false;
  #idle: (() => void)[] = [];

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  add(commit: Commit): void {
    this.#gathering.push(commit);
    this.#scheduleDispatch();
  }

  /** Resolves when nothing is in flight or gathering. */
  async settled(): Promise<void> {
    if (this.#inFlight.length + this.#gathering.length === 0) return;
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #scheduleDispatch(): void {
    if (this.#scheduled || this.#inFlight.length > 0) return;
    this.#scheduled = true;
    this.#options.schedule(() => {
      this.#scheduled = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    this.#inFlight = this.#gathering.splice(0, batchLength(this.#gathering));
    const batch = this.#inFlight;
    if (batch.length === 0) {
      this.#announceIdle();
      return;
    }
    this.#append(batch).then(
      (ended) => this.#acknowledge(batch, ended),
      (error) => this.#fail(error),
    );
  }

  async #append(batch: readonly Commit[]): Promise<readonly Buffer[]> {
    const records = batch.flatMap((commit) => commit.records);
    return records.length === 0 ? [] : this.#options.log.append(records);
  }

  #acknowledge(batch: readonly Commit[], ended: readonly Buffer[]): void {
    // The next batch sets out first: the disk works while watchers and writers hear of this one.
    this.#inFlight = [];
    if (this.#gathering.length > 0) this.#dispatch();
    const { hub } = this.#options;
    const last = batch.findLast((commit) => commit.records.length > 0);
    if (last) hub.publish(last.revision, eventsOf(batch, ended));
    for (const commit of batch) commit.resolve(commit.records.length > 0 ? commit.revision : hub.revision);
    if (this.#inFlight.length === 0) this.#scheduleDispatch();
  }

  /** Commits that gathered meanwhile were checked against state that never came to be: they fail too. */
  #fail(error: unknown): void {
    const failed = [...this.#inFlight, ...this.#gathering];
    this.#inFlight = [];
    this.#gathering = [];
    this.#options.index.undo(failed.flatMap((commit) => commit.undo));
    for (const commit of failed) commit.reject(error);
    this.#announceIdle();
  }

  #announceIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** How many of the commits go into the next batch; at least one when there is one. */
function batchLength(commits: readonly Commit[]): number {
  let bytes = 0;
  const end = commits.slice(0, MAX_BATCH_COMMITS).findIndex((commit) => {
    const fits = bytes <= MAX_BATCH_BYTES;
    for (const record of commit.records) bytes += record.value?.length ?? 0;
    return !fits;
  });
  return end < 0 ? Math.min(commits.length, MAX_BATCH_COMMITS) : end;
}
