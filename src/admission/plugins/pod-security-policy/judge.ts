/** What one policy makes of a pod. */
import { type FieldError, path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { PodSecurityPolicy } from '../../../api/pod-security-policy.ts';
import { containersOf, locatedContainersOf } from '../../../api/pods/containers-of.ts';
import type { V1Pod } from '../../../schema/generated/types.ts';
import { cloneJson } from '../../../util/clone.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { RULES } from './rules/index.ts';

export interface Judgement {
  readonly policy: string;
  /** With the policy's defaults. */
  readonly pod: KubeObject;
  /** Whether they changed anything. */
  readonly isMutated: boolean;
  readonly errors: readonly FieldError[];
}

export function judge(policy: PodSecurityPolicy, given: KubeObject): Judgement {
  const pod = cloneJson(given);
  pod.spec ??= {};
  const judged = { policy, rules: policy.spec ?? {}, pod: pod as V1Pod, spec: pod.spec };
  const containers = containersOf(judged.spec as NonNullable<V1Pod['spec']>);
  for (const rule of RULES) rule.podDefaults?.(judged);
  for (const rule of RULES) for (const container of containers) rule.containerDefaults?.(judged, container);
  const located = locatedContainersOf(judged.spec as NonNullable<V1Pod['spec']>, path('spec'));
  const errors = [
    ...RULES.flatMap((rule) => rule.validatePod?.(judged) ?? []),
    ...located.flatMap(({ container, at }) =>
      RULES.flatMap((rule) => rule.validateContainer?.(judged, container, at) ?? []),
    ),
  ];
  return { policy: policy.metadata.name!, pod, isMutated: !deepEqual(pod, given), errors };
}

/** A policy that demands without saying what cannot be met, and is passed over. */
export function isUsable({ spec = {} }: PodSecurityPolicy): boolean {
  const strategies = [spec.runAsUser, spec.runAsGroup, spec.supplementalGroups, spec.fsGroup];
  if (spec.seLinux?.rule === 'MustRunAs' && !spec.seLinux.seLinuxOptions) return false;
  return strategies.every((strategy) => {
    const needsRanges = strategy?.rule === 'MustRunAs' || strategy?.rule === 'MayRunAs';
    return !needsRanges || Boolean(strategy?.ranges?.length);
  });
}
