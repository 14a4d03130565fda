/** What programs are expected to print. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, type Ran } from './run.ts';

export interface Printed {
  /** Default: 0. */
  readonly code?: number;
  /** Default: whatever it is. */
  readonly stdout?: string | RegExp;
  /** Default: nothing, so that no warning comes unexpected. */
  readonly stderr?: string | RegExp;
}

/** Checks how a program ended and what it printed. Ages read `now` in what is compared, see `ageless`. */
export async function prints(running: Ran | Promise<Ran>, expected: Printed = {}): Promise<void> {
  const ran = await running;
  const { code = 0, stdout, stderr = '' } = expected;
  assert.equal(ran.code, code, describe(ran));
  check(ran.stderr, stderr, ran);
  if (stdout !== undefined) check(ageless(ran.stdout), stdout, ran);
}

/** The standard output of a program that ends well and warns of nothing. */
export async function outputOf(running: Promise<Ran>): Promise<string> {
  const ran = await running;
  await prints(ran);
  return ran.stdout;
}

function check(actual: string, expected: string | RegExp, ran: Ran): void {
  if (expected instanceof RegExp) {
    assert.match(actual, expected, `${expected} does not match\n${describe(ran)}`);
  } else if (actual !== expected) {
    assert.fail(
      new assert.AssertionError({
        actual,
        expected,
        operator: 'strictEqual',
        message: difference(actual, expected, ran),
      }),
    );
  }
}

function difference(actual: string, expected: string, ran: Ran): string {
  return `$ ${ran.command}\nprinted:\n${actual}\nexpected:\n${expected}`;
}

/** Ages below a minute become `now`; columns stay as wide as they are. */
export function ageless(text: string): string {
  return text.replace(/\b\d{1,2}s\b *(?=(\S?))/g, (age, next: string) =>
    next === '' ? 'now' : 'now'.padEnd(age.length),
  );
}

/** Runs the check until it passes, for what happens by and by. @throws what it threw last, after ten seconds */
export async function eventually(check: () => Promise<void> | void): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}
