/** How operations are named: client generators make their methods of it. As kube-apiserver names them. */

export interface OperationNames {
  /** `apps_v1`: what generators group operations by. */
  readonly tag: string;
  /** @returns `list`, `NamespacedDeployment` → `listAppsV1NamespacedDeployment` */
  id(verb: string, rest: string): string;
}

/** @param version absent: of what a group has outside of its versions */
export function operationNames(group: string, version?: string): OperationNames {
  const parts = [group === '' ? 'core' : group.replace(/\.k8s\.io$/, ''), ...(version ? [version] : [])];
  return {
    tag: parts.map(camelCase).join('_'),
    id: (verb, rest) => [verb, ...parts.map(camelCase).map(capitalized), rest].join(''),
  };
}

/** `rbac.authorization` → `rbacAuthorization` */
function camelCase(text: string): string {
  const [first, ...others] = text.split(/[^a-zA-Z0-9_]+/);
  return [first, ...others.map(capitalized)].join('');
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** ` a Pod`, ` an Ingress`; plurals have no article. */
export function articled(kind: string): string {
  if (kind.endsWith('s') && !kind.endsWith('ss')) return ` ${kind}`;
  return /^[aeiou]/i.test(kind) ? ` an ${kind}` : ` a ${kind}`;
}
