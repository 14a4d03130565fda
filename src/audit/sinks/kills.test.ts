/** Processes that are killed at any moment, whatever the store does: what goes in comes out, or is said to be missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ManualClock } from '../../util/clock.ts';
import { Intake } from './intake.ts';
import { afterTheEnd, parseMissing } from './missing.ts';
import { UNSEALED } from './testing-sealer.ts';

const NEVER = new Promise<never>(() => {});

/** What outlives a process. */
class Disk {
  readonly lines: string[] = [];
  /** The text that remembers what is missing. */
  note = '';
  isFailing = false;
  isFull = false;
}

/** One process. After its kill nothing of it reaches the disk. */
class Process {
  readonly clock = new ManualClock();
  readonly intake: Intake;
  readonly killed = Promise.withResolvers<void>();
  readonly #disk: Disk;
  /** How many more writes to the disk it lives for. */
  #life: number;
  #isDead = false;

  constructor(disk: Disk, life: number, newId: () => string) {
    this.#disk = disk;
    this.#life = life;
    const store = {
      capacity: 1e9,
      get room() {
        return disk.isFull ? 0 : 1e9;
      },
      append: (lines: Buffer) => this.#append(lines.toString().trimEnd().split('\n')),
      close: async () => {},
    };
    this.intake = new Intake(
      { name: 'x', mode: 'blocking', mostEvents: 7, mostTogether: 3, longestWait: 0 },
      {
        store,
        sealer: UNSEALED,
        lost: { save: (text) => this.#save(text), close: async () => {} },
        missing: afterTheEnd(parseMissing(disk.note), disk.lines.length),
        lastStored: () => disk.lines.length,
        clock: this.clock,
        newId,
        on() {},
        onError() {},
      },
    );
  }

  /** @returns whether the events were answered before the end of the process */
  async write(events: readonly string[]): Promise<boolean> {
    const answered = Promise.all(
      events.map((json) => this.intake.write({ level: 'Metadata', stage: 'ResponseComplete', json })),
    );
    return Promise.race([answered.then(() => true), this.killed.promise.then(() => false)]);
  }

  kill(): void {
    this.#isDead = true;
    this.killed.resolve();
  }

  async #append(lines: readonly string[]): Promise<void> {
    await this.#work();
    if (this.#disk.isFailing) throw new Error('the disk is full');
    for (const line of lines) {
      if (this.#isDead) return NEVER;
      this.#disk.lines.push(line);
      if (--this.#life <= 0) this.kill();
    }
    if (this.#isDead) return NEVER;
  }

  async #save(text: string): Promise<void> {
    await this.#work();
    this.#disk.note = text;
    if (--this.#life > 0) return;
    this.kill();
    return NEVER;
  }

  async #work(): Promise<void> {
    await new Promise(setImmediate);
    if (this.#isDead) return NEVER;
  }
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};

/** Declared once, however often it is said. */
function declaredIn(lines: readonly string[]): number {
  const gaps = lines.map((line) => JSON.parse(line)).filter(({ annotations }) => annotations);
  const byId = new Map(gaps.map(({ auditID, annotations }) => [auditID, annotations['allium.dev/audit-gap-count']]));
  return [...byId.values()].reduce((sum, count) => sum + Number(count), 0);
}

const step = fc.record({
  events: fc.nat(6),
  disk: fc.constantFrom('well', 'failing', 'full', 'as before'),
  seconds: fc.nat(2),
});
const life = fc.record({ steps: fc.array(step, { maxLength: 12 }), life: fc.integer({ min: 1, max: 60 }) });

test('count in equals count out plus declared gaps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async (lives) => {
      const disk = new Disk();
      let [made, answered, gaps] = [0, 0, 0];
      const newId = () => `gap-${++gaps}`;
      for (const { steps, life } of lives) {
        const process = new Process(disk, life, newId);
        await Promise.race([process.intake.open(), process.killed.promise]);
        for (const { events, disk: mood, seconds } of steps) {
          if (mood !== 'as before') [disk.isFailing, disk.isFull] = [mood === 'failing', mood === 'full'];
          const burst = Array.from({ length: events }, () => `{"n":${made++}}`);
          if (!(await process.write(burst))) break;
          answered += events;
          process.clock.advance(seconds * 1000);
          await settled();
        }
        process.kill();
      }
      [disk.isFailing, disk.isFull] = [false, false];
      const last = new Process(disk, Number.POSITIVE_INFINITY, newId);
      await last.intake.open();
      await last.intake.close();
      const out = new Set(disk.lines.filter((line) => line.startsWith('{"n"'))).size;
      const missing = declaredIn(disk.lines);
      assert.ok(answered <= out + missing, `${answered} answered, ${out} there, ${missing} missing`);
      assert.ok(out + missing <= made, `${made} made, ${out} there, ${missing} missing`);
    }),
    { numRuns: 300 },
  );
});
