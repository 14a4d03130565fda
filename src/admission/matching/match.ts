/** Whether a webhook or policy is for a request, and as which version of its resource it wants to see it. */
import type { LabelSelector } from '../../api/labels.ts';
import type { GroupVersionKind, GroupVersionResource, KubeObject } from '../../api/object.ts';
import { internalError, notFound, type StatusError } from '../../api/status.ts';
import type { V1RuleWithOperations } from '../../schema/generated/types.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { matchesRule } from './rule.ts';

export interface MatchCriteria {
  readonly rules: readonly V1RuleWithOperations[];
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector: LabelSelector;
  /** matchPolicy Equivalent: rules that name another version of the resource count too. */
  readonly equivalent: boolean;
}

/** A resource in one version, and the kind of what is read and written there. */
export interface Target {
  readonly resource: GroupVersionResource;
  readonly kind: GroupVersionKind;
}

export interface MatchPorts {
  findNamespace(name: string): KubeObject | undefined;
  /**
   * The other resources that the same objects are served as: the very same list as long as nothing else is served.
   * `kind` is undefined where the subresource has none there.
   */
  equivalents(
    resource: GroupVersionResource,
    subresource: string,
  ): readonly { readonly resource: GroupVersionResource; readonly kind: GroupVersionKind | undefined }[];
}

/**
 * @returns undefined: it is not for this request
 * @throws StatusError when it may be, and that cannot be told
 */
export function findMatch(
  criteria: MatchCriteria,
  attributes: AdmissionAttributes,
  ports: MatchPorts,
): Target | undefined {
  const inNamespace = matchesNamespace(criteria.namespaceSelector, attributes, ports);
  if (inNamespace === false || !matchesObjects(criteria.objectSelector, attributes)) return undefined;
  const target = findTarget(criteria, attributes, ports);
  // A namespace that is missing is no reason to refuse what the rules are not for.
  if (target && inNamespace !== true) throw inNamespace;
  return target;
}

/** Whether labels have a say, of objects or of their namespace. */
export function isSelective({ namespaceSelector, objectSelector }: MatchCriteria): boolean {
  return !namespaceSelector.empty || !objectSelector.empty;
}

/**
 * What of a request rules look at, as one text: requests of one shape meet the same rules. There are not many, since
 * resources and their subresources are not.
 */
export function shapeOf({ operation, resource, subresource, namespace }: AdmissionAttributes): string {
  const { group, version, resource: name } = resource;
  return `${operation} ${group}/${version}/${name}/${subresource} ${namespace === '' ? 'Cluster' : 'Namespaced'}`;
}

/** By the rules alone. @throws StatusError when there is a target that cannot be named */
export function findTarget(
  { rules, equivalent }: MatchCriteria,
  attributes: AdmissionAttributes,
  ports: MatchPorts,
): Target | undefined {
  const { kind, resource, subresource } = attributes;
  if (rules.some((rule) => matchesRule(rule, attributes))) return { kind, resource };
  if (!equivalent) return undefined;
  const others = ports.equivalents(resource, subresource);
  if (others.length === 0) return undefined;
  for (const rule of rules) {
    const found = others.find((other) => matchesRule(rule, { ...attributes, resource: other.resource }));
    if (found) return { resource: found.resource, kind: found.kind ?? unknownKind(found.resource) };
  }
  return undefined;
}

function unknownKind({ group, version, resource }: GroupVersionResource): never {
  throw internalError(`unable to convert to ${group}/${version}, Resource=${resource}: unknown kind`);
}

/** @returns the error when there is no such namespace */
function matchesNamespace(
  selector: LabelSelector,
  attributes: AdmissionAttributes,
  ports: MatchPorts,
): boolean | StatusError {
  const { namespace, resource } = attributes;
  if (selector.empty || (namespace === '' && resource.resource !== 'namespaces')) return true;
  const found = writesNamespace(attributes) ? attributes.object : ports.findNamespace(namespace);
  if (!found) return notFound({ group: '', resource: 'namespaces' }, namespace);
  return selector.matches(found.metadata?.labels ?? {});
}

/** The labels that a namespace is to have are in the request. */
function writesNamespace({ resource, subresource, operation }: AdmissionAttributes): boolean {
  return resource.resource === 'namespaces' && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE');
}

/** Either will do, so that nobody evades by taking a label off or putting one on. */
function matchesObjects(selector: LabelSelector, { object, oldObject }: AdmissionAttributes): boolean {
  return (
    selector.empty || [object, oldObject].some((one) => one?.metadata && selector.matches(one.metadata.labels ?? {}))
  );
}
