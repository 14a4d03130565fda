/** Which checks a level of a version is made of, and what they find. */
import type { Check, CheckPod, PodLike, VersionedCheck, Violation } from './checks/check.ts';
import { validateChecks } from './checks/validate.ts';
import { type LevelVersion, showLevelVersion } from './policy.ts';

type Version = ReadonlyMap<Check, VersionedCheck>;

export class Evaluator {
  /** By version; those of later versions are those of the last one. */
  readonly #baseline: readonly (readonly CheckPod[])[];
  readonly #restricted: readonly (readonly CheckPod[])[];

  /** @throws Error if the checks contradict each other */
  constructor(checks: readonly Check[]) {
    validateChecks(checks);
    const ordered = [...checks].sort((left, right) => compare(left.level, right.level) || compare(left.id, right.id));
    const newest = Math.max(0, ...checks.flatMap(({ versions }) => versions.map(({ since }) => since)));
    const versions = Array.from({ length: newest + 1 }, (_, version) => checksAt(ordered, version));
    this.#baseline = versions.map(baselineOf);
    this.#restricted = versions.map(restrictedOf);
  }

  /** What is wrong with a pod: of the baseline level first, by name of the check. */
  evaluate({ level, version }: LevelVersion, pod: PodLike): Violation[] {
    if (level === 'privileged') return [];
    const versions = level === 'baseline' ? this.#baseline : this.#restricted;
    const checks = versions[Math.min(version, versions.length - 1)] ?? [];
    return checks.flatMap((check) => check(pod) ?? []);
  }
}

/** `baseline` is before `restricted`. */
function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** Those that there are in a version, each as it is in it. */
function checksAt(checks: readonly Check[], version: number): Version {
  const found = new Map<Check, VersionedCheck>();
  for (const check of checks) {
    const current = check.versions.findLast(({ since }) => since <= version);
    if (current) found.set(check, current);
  }
  return found;
}

function baselineOf(version: Version): CheckPod[] {
  return [...version].filter(([{ level }]) => level === 'baseline').map(([, { check }]) => check);
}

/** The baseline level's too, without those that are overridden. */
function restrictedOf(version: Version): CheckPod[] {
  const overridden = new Set([...version.values()].flatMap(({ overrides = [] }) => overrides));
  return [...version].filter(([{ id }]) => !overridden.has(id)).map(([, { check }]) => check);
}

/** What a level of a version finds wrong with one pod. */
export type Review = (asked: LevelVersion) => readonly Violation[];

/** Modes mostly ask for the same, which is evaluated once. */
export function reviewer(evaluator: Evaluator, pod: PodLike): Review {
  const done = new Map<string, readonly Violation[]>();
  return (asked) => {
    const key = showLevelVersion(asked);
    const violations = done.get(key) ?? evaluator.evaluate(asked, pod);
    done.set(key, violations);
    return violations;
  };
}

/** `hostPort (container "a" uses hostPort 80), privileged (…)` */
export function showViolations(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ');
}

/** Without the details: what the same violations of several pods have in common. */
export function showReasons(violations: readonly Violation[]): string {
  return violations.map(({ reason }) => reason).join(', ');
}
