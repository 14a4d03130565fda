/** Rules of webhooks and policies (admissionregistration.k8s.io/v1 RuleWithOperations): which requests they are for. */
import type { GroupVersionResource } from '../../api/object.ts';
import type { V1RuleWithOperations } from '../../schema/generated/types.ts';
import type { Operation } from '../admission.ts';

export interface RuleSubject {
  readonly operation: Operation;
  readonly resource: GroupVersionResource;
  readonly subresource: string;
  /** Of the request for a namespace itself: its name. */
  readonly namespace: string;
}

const ANY = '*';

export function matchesRule(rule: V1RuleWithOperations, subject: RuleSubject): boolean {
  const { operations, apiGroups, apiVersions, resources } = rule;
  const { operation, resource, subresource } = subject;
  return (
    isIn(operations, operation) &&
    isIn(apiGroups, resource.group) &&
    isIn(apiVersions, resource.version) &&
    inScope(rule.scope ?? ANY, subject) &&
    (resources ?? []).some((text) => isResource(text, resource.resource, subresource))
  );
}

function isIn(items: readonly string[] = [], wanted: string): boolean {
  return items.includes(ANY) || items.includes(wanted);
}

/** `pods`, `pods/log`, any of them with `*` for all. */
function isResource(text: string, resource: string, subresource: string): boolean {
  const slash = text.indexOf('/');
  const [ruleResource, ruleSubresource] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
  const isSame = ruleResource === ANY || ruleResource === resource;
  return isSame && (ruleSubresource === ANY || ruleSubresource === subresource);
}

/** A namespace is in no namespace, though its path reads as one inside it. */
function inScope(scope: string, { resource, namespace }: RuleSubject): boolean {
  const isNamespace = resource.group === '' && resource.version === 'v1' && resource.resource === 'namespaces';
  const isClusterWide = isNamespace || namespace === '';
  return scope === ANY || scope === (isClusterWide ? 'Cluster' : 'Namespaced');
}
