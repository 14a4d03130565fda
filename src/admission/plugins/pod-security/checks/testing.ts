/** For the tables of the checks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1Container, V1PodSpec } from '../../../../schema/generated/types.ts';
import type { Check, PodLike } from './check.ts';

/** [what it is, the pod, what is wrong: `reason (detail)`, the version; without one: the newest] */
export type Case = readonly [what: string, pod: TestPod, found: string | undefined, version?: number];

/** A spec; annotations beside it. */
export type TestPod = V1PodSpec & { annotations?: Record<string, string> };

export function testCheck(check: Check, cases: readonly Case[]): void {
  describe(check.id, () => {
    for (const [what, pod, found, version = Number.POSITIVE_INFINITY] of cases) {
      it(version < Number.POSITIVE_INFINITY ? `${what}, in 1.${version}` : what, () => {
        const current = check.versions.findLast(({ since }) => since <= version);
        const violation = current?.check(podOf(pod));
        assert.equal(violation && `${violation.reason} (${violation.detail})`, found);
      });
    }
  });
}

function podOf({ annotations = {}, ...spec }: TestPod): PodLike {
  return { annotations, spec };
}

/** A pod of containers a, b, … with these security contexts. */
export function contexts(...all: V1Container['securityContext'][]): V1PodSpec {
  return containers(...all.map((securityContext) => ({ securityContext })));
}

/** A pod of containers a, b, … */
export function containers(...all: Partial<V1Container>[]): V1PodSpec {
  return { containers: all.map((container, position) => ({ name: 'abcdef'[position]!, ...container })) };
}
