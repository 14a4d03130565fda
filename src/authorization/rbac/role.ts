import { type PolicyRule, RBAC_GROUP, type RoleObject } from '../../api/rbac/objects.ts';
import { type Question, ruleAllows } from './question.ts';

export type RoleKind = 'ClusterRole' | 'Role';

const NO_RULES: readonly PolicyRule[] = [];

/** A role or cluster role, its rules found by the resource that they name. */
export class Role {
  readonly kind: RoleKind;
  readonly namespace: string;
  readonly name: string;
  readonly object: RoleObject;
  readonly rules: readonly PolicyRule[];
  /** By each entry of their `resources`, `*` and `*` with a subresource included. */
  readonly #byResource = new Map<string, PolicyRule[]>();
  readonly #ofPaths: readonly PolicyRule[];

  constructor(object: RoleObject) {
    this.object = object;
    this.namespace = object.metadata.namespace ?? '';
    this.kind = this.namespace === '' ? 'ClusterRole' : 'Role';
    this.name = object.metadata.name!;
    this.rules = object.rules ?? NO_RULES;
    for (const rule of this.rules) this.#file(rule);
    this.#ofPaths = this.rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0);
  }

  #file(rule: PolicyRule): void {
    for (const resource of new Set(rule.resources)) {
      const filed = this.#byResource.get(resource);
      if (filed) filed.push(rule);
      else this.#byResource.set(resource, [rule]);
    }
  }

  /** The first rule found that allows it. */
  ruleFor(question: Question): PolicyRule | undefined {
    if (!question.isResourceRequest) return firstAllowing(this.#ofPaths, question);
    const rules = this.#byResource;
    return (
      firstAllowing(rules.get(question.resource), question) ??
      firstAllowing(rules.get('*'), question) ??
      firstAllowing(rules.get(question.anyWithSubresource), question)
    );
  }
}

function firstAllowing(rules: readonly PolicyRule[] | undefined, question: Question): PolicyRule | undefined {
  if (rules === undefined) return undefined;
  for (const rule of rules) {
    if (ruleAllows(rule, question)) return rule;
  }
  return undefined;
}

/** @param namespace empty for a cluster role */
export function roleKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** What a binding to a role that does not exist says, in upstream's words. */
export function roleNotFound(kind: string, name: string): string {
  return `${kind.toLowerCase()}.${RBAC_GROUP} "${name}" not found`;
}
