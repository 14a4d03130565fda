import type { KubeObject } from '../api/object.ts';
import type { Amounts } from './amounts.ts';

/** One condition of a quota's scopes (v1 ScopedResourceSelectorRequirement). */
export interface ScopeRequirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/**
 * What objects of one resource use of the quotas in their namespace (k8s.io/apiserver/pkg/quota/v1 Evaluator). Pure:
 * what an object uses depends on itself and on the time alone.
 */
export interface UsageEvaluator<T extends KubeObject = any> {
  /** @param now milliseconds since the epoch */
  usage(object: T, now: number): Amounts;
  /** Whether it is for this resource to say how much of an amount of this name is used. */
  counts(name: string): boolean;
  /** Absent: its objects are in no scope. */
  isInScope?(object: T, requirement: ScopeRequirement): boolean;
  /** Why an object cannot be counted against these resources: it must say how much of them it uses. */
  constraint?(object: T, counted: readonly string[]): string | undefined;
}
