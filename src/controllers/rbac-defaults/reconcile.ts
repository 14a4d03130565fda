/**
 * Brings a default role or binding that is stored to what it must at least be: what is missing is added, what others
 * added stays (k8s.io/component-helpers/auth/rbac/reconciliation). Who does not want that sets the annotation
 * `rbac.authorization.kubernetes.io/autoupdate` to "false".
 */
import type { KubeObject } from '../../api/object.ts';
import { uncovered } from '../../api/rbac/covers.ts';
import type {
  AggregationRule,
  BindingObject,
  LabelSelectorFields,
  RoleObject,
  Subject,
} from '../../api/rbac/objects.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { AUTOUPDATE } from './default-objects.ts';

function isProtected({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[AUTOUPDATE] === 'false';
}

/** @returns an equal object when nothing is missing */
export function reconciledRole(current: RoleObject, expected: RoleObject): RoleObject {
  if (isProtected(current)) return current;
  const missing = uncovered(current.rules ?? [], expected.rules ?? []);
  const { aggregationRule: _, ...role } = withMetadata(current, expected);
  const aggregationRule = reconciledAggregation(current.aggregationRule, expected.aggregationRule);
  return {
    ...role,
    ...(missing.length > 0 && { rules: [...(current.rules ?? []), ...missing] }),
    ...(aggregationRule && { aggregationRule }),
  } as RoleObject;
}

/** A role that must not aggregate stops to: whatever carries the label would be in it. */
function reconciledAggregation(
  current: AggregationRule | undefined,
  expected: AggregationRule | undefined,
): AggregationRule | undefined {
  if (expected === undefined) return undefined;
  const selectors = current?.clusterRoleSelectors ?? [];
  const isMissing = (selector: LabelSelectorFields) => !selectors.some((one) => deepEqual(one, selector));
  const missing = (expected.clusterRoleSelectors ?? []).filter(isMissing);
  return missing.length === 0 ? current : { clusterRoleSelectors: [...selectors, ...missing] };
}

/** @returns an equal object when nothing is missing */
export function reconciledBinding(current: BindingObject, expected: BindingObject): BindingObject {
  if (isProtected(current)) return current;
  const subjects = current.subjects ?? [];
  const missing = (expected.subjects ?? []).filter((subject) => !subjects.some((one) => isSame(one, subject)));
  const binding = withMetadata(current, expected);
  return missing.length === 0 ? binding : { ...binding, subjects: [...subjects, ...missing] };
}

function isSame(a: Subject, b: Subject): boolean {
  return (['kind', 'apiGroup', 'name', 'namespace'] as const).every((field) => (a[field] ?? '') === (b[field] ?? ''));
}

/** A binding's role cannot be changed: one to the wrong role has to be made anew. */
export function bindsAnother(current: BindingObject, expected: BindingObject): boolean {
  return !isProtected(current) && !deepEqual(current.roleRef, expected.roleRef);
}

function withMetadata<T extends KubeObject>(current: T, expected: T): T {
  const { labels, annotations } = expected.metadata;
  return {
    ...current,
    metadata: {
      ...current.metadata,
      labels: { ...labels, ...current.metadata.labels },
      annotations: { ...annotations, ...current.metadata.annotations },
    },
  };
}
