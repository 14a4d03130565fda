/** What a stricter level would find wrong with the pods that are there already. */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1Pod } from '../../../schema/generated/types.ts';
import { type Evaluator, showReasons } from './evaluator.ts';
import { podLike } from './pod-like.ts';
import { type LevelVersion, showLevelVersion } from './policy.ts';

export interface ExistingPods {
  readonly namespace: string;
  readonly pods: readonly KubeObject[];
  readonly exemptRuntimeClasses: ReadonlySet<string>;
}

/** Milliseconds; the writer of the label waits for it. */
const MOST_TIME = 1000;
const MOST_PODS = 3000;

/** Pods with the same violations. */
interface Alike {
  readonly first: string;
  readonly count: number;
}

/**
 * @param now in milliseconds
 * @returns warnings: how far was looked, that there are such pods, and for each set of violations who has it
 */
export function warningsAbout(
  { namespace, pods, exemptRuntimeClasses }: ExistingPods,
  enforce: LevelVersion,
  evaluator: Evaluator,
  now: () => number,
): string[] {
  const ordered = oneOfEachControllerFirst(
    pods.filter(({ spec }) => !exemptRuntimeClasses.has(spec?.runtimeClassName)),
  );
  const end = now() + MOST_TIME;
  const found = new Map<string, Alike>();
  let checked = 0;
  for (const pod of ordered.slice(0, MOST_PODS)) {
    const reasons = showReasons(evaluator.evaluate(enforce, podLike(pod as V1Pod)));
    if (reasons) found.set(reasons, withPod(found.get(reasons), pod.metadata.name!));
    checked++;
    if (now() > end) break;
  }
  return [
    ...(checked < ordered.length ? [incomplete(checked, ordered.length)] : []),
    ...(found.size > 0 ? [heading(namespace, enforce)] : []),
    ...[...found].map(([reasons, alike]) => `${showPods(alike)}: ${reasons}`).sort(),
  ];
}

/** Those of one controller are alike: with many pods, the one limit that there is goes further. */
function oneOfEachControllerFirst(pods: readonly KubeObject[]): KubeObject[] {
  const seen = new Set<string>();
  const [first, more]: [KubeObject[], KubeObject[]] = [[], []];
  for (const pod of pods) {
    const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller)?.uid;
    (controller !== undefined && seen.has(controller) ? more : first).push(pod);
    if (controller !== undefined) seen.add(controller);
  }
  return [...first, ...more];
}

function withPod(alike: Alike | undefined, name: string): Alike {
  if (!alike) return { first: name, count: 1 };
  return { first: name < alike.first ? name : alike.first, count: alike.count + 1 };
}

function incomplete(checked: number, all: number): string {
  return `new PodSecurity enforce level only checked against the first ${checked} of ${all} existing pods`;
}

function heading(namespace: string, enforce: LevelVersion): string {
  const level = goQuote(showLevelVersion(enforce));
  return `existing pods in namespace ${goQuote(namespace)} violate the new PodSecurity enforce level ${level}`;
}

function showPods({ first, count }: Alike): string {
  if (count === 1) return first;
  return `${first} (and ${count - 1} other ${count === 2 ? 'pod' : 'pods'})`;
}
