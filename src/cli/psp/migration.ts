/** What becomes of a cluster's namespaces when pod security policies go and levels come. */
import type { Violation } from '../../admission/plugins/pod-security/checks/check.ts';
import { CHECKS } from '../../admission/plugins/pod-security/checks/index.ts';
import { Evaluator } from '../../admission/plugins/pod-security/evaluator.ts';
import { LEVELS, type Level } from '../../admission/plugins/pod-security/levels.ts';
import { podLike, podOfWorkload } from '../../admission/plugins/pod-security/pod-like.ts';
import { LATEST } from '../../admission/plugins/pod-security/version.ts';
import { judge } from '../../admission/plugins/pod-security-policy/judge.ts';
import type { KubeObject } from '../../api/object.ts';
import type { PodSecurityPolicy } from '../../api/pod-security-policy.ts';
import type { V1Pod } from '../../schema/generated/types.ts';
import type { Cluster } from './cluster.ts';
import { type Grant, grantsOf, reaches } from './grants.ts';
import { type Loss, lossesWith } from './losses.ts';
import { levelOf, type PolicyLevel } from './policy-level.ts';

export interface MigratedPolicy extends PolicyLevel {
  readonly name: string;
  readonly losses: readonly Loss[];
}

/** A policy as a namespace knows it. */
export interface UsablePolicy {
  readonly name: string;
  /** How many of the pods that are there it admitted. */
  readonly admitted: number;
  readonly bindings: readonly string[];
}

export interface Refusal {
  /** The least strict one that refuses it. */
  readonly level: Level;
  readonly kind: string;
  readonly name: string;
  readonly violations: readonly Violation[];
  /** The policy that fills in today what is missing: it has to be written down. */
  readonly filledInBy?: string;
}

export interface MigratedNamespace {
  readonly name: string;
  /** The strictest one that refuses nothing that is there. */
  readonly level: Level;
  /** What the namespace asks for already. */
  readonly enforced?: string;
  /** How many pods, and things that make pods, that rests on. */
  readonly looked: number;
  readonly policies: readonly UsablePolicy[];
  /** By levels that are stricter. */
  readonly refusals: readonly Refusal[];
}

export interface Migration {
  readonly policies: readonly MigratedPolicy[];
  readonly namespaces: readonly MigratedNamespace[];
}

/** A pod, or what pods are made from. */
interface Candidate {
  readonly kind: string;
  readonly name: string;
  readonly pod: KubeObject;
}

const ADMITTED_BY = 'kubernetes.io/psp';
const ENFORCE = 'pod-security.kubernetes.io/enforce';
const STRICTER = LEVELS.filter((level) => level !== 'privileged');
const evaluator = new Evaluator(CHECKS);

export function migrationOf(cluster: Cluster): Migration {
  const { policies, roles, bindings } = cluster;
  const names = policies.map(({ metadata }) => metadata.name!);
  const grants = grantsOf(names, roles, bindings);
  const candidates = candidatesIn(cluster);
  return {
    policies: policies.map((policy) => ({
      name: policy.metadata.name!,
      ...levelOf(policy),
      losses: lossesWith(policy),
    })),
    namespaces: cluster.namespaces.map((namespace) => {
      const name = namespace.metadata.name!;
      const pods = cluster.pods.filter(({ metadata }) => metadata.namespace === name);
      const usable = usableIn(name, pods, grants);
      const known = policies.filter(({ metadata }) => usable.some((policy) => policy.name === metadata.name));
      return migrateNamespace(namespace, candidates.get(name) ?? [], usable, known);
    }),
  };
}

function migrateNamespace(
  { metadata }: KubeObject,
  candidates: readonly Candidate[],
  policies: readonly UsablePolicy[],
  known: readonly PodSecurityPolicy[],
): MigratedNamespace {
  const refusals = candidates.flatMap((candidate) => refusalOf(candidate, known) ?? []);
  const refusing = STRICTER.find((level) => refusals.some((refusal) => refusal.level === level));
  const level = refusing === undefined ? 'restricted' : LEVELS[LEVELS.indexOf(refusing) - 1]!;
  const enforced = metadata.labels?.[ENFORCE];
  return {
    name: metadata.name!,
    level,
    ...(enforced !== undefined && { enforced }),
    looked: candidates.length,
    policies,
    refusals: refusals.sort((left, right) => LEVELS.indexOf(left.level) - LEVELS.indexOf(right.level)),
  };
}

function refusalOf({ kind, name, pod }: Candidate, policies: readonly PodSecurityPolicy[]): Refusal | undefined {
  const found = (level: Level, of: KubeObject) => evaluator.evaluate({ level, version: LATEST }, podLike(of as V1Pod));
  const level = STRICTER.find((each) => found(each, pod).length > 0);
  if (level === undefined) return;
  const filling = policies.find((policy) => {
    const { errors, pod: filledIn } = judge(policy, pod);
    return errors.length === 0 && found(level, filledIn).length === 0;
  });
  return { level, kind, name, violations: found(level, pod), ...(filling && { filledInBy: filling.metadata.name! }) };
}

/** Pods are as good as what they are made from: only the outermost maker counts. */
function candidatesIn({ pods, workloads }: Cluster): Map<string, Candidate[]> {
  const makers = new Set(workloads.map(({ object }) => object.metadata.uid));
  const isMade = ({ metadata }: KubeObject) =>
    metadata.ownerReferences?.some(({ controller, uid }) => controller && makers.has(uid)) ?? false;
  const found = [
    ...workloads.flatMap(({ group, resource, kind, object }) => {
      const made = isMade(object) ? undefined : podOfWorkload({ group, resource }, object);
      if (!made) return [];
      const pod = { metadata: { name: '', annotations: made.annotations }, spec: made.spec } as unknown as KubeObject;
      return [{ kind, object, pod }];
    }),
    ...pods.filter((pod) => !isMade(pod)).map((pod) => ({ kind: 'Pod', object: pod, pod })),
  ];
  return Map.groupBy(
    found.map(({ kind, object, pod }) => ({
      kind,
      name: object.metadata.name!,
      pod,
      namespace: object.metadata.namespace!,
    })),
    ({ namespace }) => namespace,
  );
}

function usableIn(namespace: string, pods: readonly KubeObject[], grants: readonly Grant[]): UsablePolicy[] {
  const here = grants.filter((grant) => reaches(grant, namespace));
  const admitted = Map.groupBy(pods, ({ metadata }) => metadata.annotations?.[ADMITTED_BY] ?? '');
  const names = new Set([...here.map(({ policy }) => policy), ...admitted.keys()]);
  names.delete('');
  return [...names].sort().map((name) => ({
    name,
    admitted: admitted.get(name)?.length ?? 0,
    bindings: here.filter(({ policy }) => policy === name).map(({ binding }) => binding),
  }));
}
