/** What nobody may use without a quota that limits it (ResourceQuotaConfiguration). Pure. */
import type { KubeObject } from '../api/object.ts';
import { only } from './amounts.ts';
import type { ScopeRequirement, UsageEvaluator } from './evaluator.ts';

/** Rules for the objects of one resource. */
export interface LimitedResource {
  readonly apiGroup: string;
  readonly resource: string;
  /** Parts of the names of what objects use. */
  readonly matchContains: readonly string[];
  readonly matchScopes: readonly ScopeRequirement[];
}

/** How a quota meets an object. */
export interface Cover {
  /** Its scopes. */
  readonly requirements: readonly ScopeRequirement[];
  /** What it limits of the object: nothing when the object is not in its scope. */
  readonly limits: readonly string[];
}

/** @returns in upstream's words, what the object uses and no quota covers */
export function uncovered(
  rules: readonly LimitedResource[],
  evaluator: UsageEvaluator,
  object: KubeObject,
  covers: readonly Cover[],
  now: number,
): string[] {
  if (rules.length === 0) return [];
  const names = uncoveredNames(rules, evaluator, object, covers, now);
  const scopes = uncoveredScopes(rules, evaluator, object, covers);
  return [
    ...(names.length > 0 ? [`insufficient quota to consume: ${names.join(',')}`] : []),
    ...(scopes.length > 0 ? [`insufficient quota to match these scopes: [${scopes.map(show).join(' ')}]`] : []),
  ];
}

function uncoveredNames(
  rules: readonly LimitedResource[],
  evaluator: UsageEvaluator,
  object: KubeObject,
  covers: readonly Cover[],
  now: number,
): string[] {
  const parts = rules.flatMap(({ matchContains }) => matchContains);
  const limited = new Set(covers.flatMap(({ limits }) => limits));
  const used = only(
    evaluator.usage(object, now),
    (name, quantity) => quantity.sign() > 0 && !limited.has(name) && parts.some((part) => name.includes(part)),
  );
  return [...used.keys()].sort();
}

/** A scope is covered by any quota that asks for it in whatever way the object meets. */
function uncoveredScopes(
  rules: readonly LimitedResource[],
  evaluator: UsageEvaluator,
  object: KubeObject,
  covers: readonly Cover[],
): ScopeRequirement[] {
  const isMet = (scope: ScopeRequirement) => evaluator.isInScope?.(object, scope) ?? false;
  const met = rules.flatMap(({ matchScopes }) => matchScopes).filter(isMet);
  if (met.length === 0) return [];
  const covered = new Set(
    covers.flatMap(({ requirements }) => requirements.filter(isMet).map(({ scopeName }) => scopeName)),
  );
  return met.filter(({ scopeName }) => !covered.has(scopeName));
}

/** As Go prints it. */
function show({ scopeName, operator, values }: ScopeRequirement): string {
  return `{${scopeName} ${operator} [${values.join(' ')}]}`;
}
