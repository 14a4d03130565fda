import type { Check } from './check.ts';

/** Whether checks can be evaluated together. @throws Error that says what is wrong */
export function validateChecks(checks: readonly Check[]): void {
  const levels = new Map<string, string>();
  for (const { id, level } of checks) {
    if (levels.has(id)) throw new Error(`multiple checks registered for ID ${id}`);
    levels.set(id, level);
  }
  for (const check of checks) {
    validateVersions(check);
    validateOverrides(check, levels);
  }
}

function validateVersions({ id, versions }: Check): void {
  if (versions.length === 0) throw new Error(`check ${id}: empty`);
  let last = -1;
  for (const { since } of versions) {
    if (!Number.isSafeInteger(since) || since < 0) throw new Error(`check ${id}: no version: ${since}`);
    if (since <= last) throw new Error(`check ${id}: versions must be strictly increasing`);
    last = since;
  }
}

function validateOverrides({ id, level, versions }: Check, levels: ReadonlyMap<string, string>): void {
  const overrides = versions.flatMap((version) => version.overrides ?? []);
  if (overrides.length > 0 && level !== 'restricted') {
    throw new Error(`check ${id}: only restricted checks may set overrides`);
  }
  for (const other of overrides) {
    if (!levels.has(other)) throw new Error(`check ${id}: overrides ${other}, which is no check`);
    if (levels.get(other) !== 'baseline') throw new Error(`check ${id}: overrides ${levels.get(other)} check ${other}`);
  }
}
