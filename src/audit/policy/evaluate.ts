/** Which rule of a policy a request meets (k8s.io/apiserver/pkg/audit/policy). Pure. */
import type { RequestInfo, ResourceRequest } from '../../request/request-info.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { AuditStage, Level } from '../event.ts';
import type { GroupResources, Policy, PolicyRule } from './policy.ts';

export interface AuditedRequest {
  /** Absent: nobody was authenticated. */
  readonly user: UserInfo | undefined;
  readonly info: RequestInfo;
}

export interface Evaluation {
  readonly level: Level;
  readonly omitStages: ReadonlySet<AuditStage>;
  readonly omitManagedFields: boolean;
  /** Which bodies the level takes. */
  readonly wants: { readonly request: boolean; readonly response: boolean };
  /** The position of the rule; undefined: none was met. */
  readonly rule: number | undefined;
}

/** Of a request that meets no rule. */
const NOTHING: Evaluation = {
  level: 'None',
  omitStages: new Set(),
  omitManagedFields: false,
  wants: { request: false, response: false },
  rule: undefined,
};

/** A policy made ready: what its rules come to is worked out once. */
export class PolicyEvaluator {
  readonly #rules: readonly PolicyRule[];
  readonly #evaluations: readonly Evaluation[];

  constructor(policy: Policy) {
    this.#rules = policy.rules;
    this.#evaluations = policy.rules.map((rule, position) => ({
      level: rule.level,
      wants: {
        request: rule.level === 'Request' || rule.level === 'RequestResponse',
        response: rule.level === 'RequestResponse',
      },
      omitStages: new Set([...policy.omitStages, ...rule.omitStages]),
      omitManagedFields: rule.omitManagedFields ?? policy.omitManagedFields,
      rule: position,
    }));
  }

  evaluate(request: AuditedRequest): Evaluation {
    const position = this.#rules.findIndex((rule) => meets(rule, request));
    return this.#evaluations[position] ?? NOTHING;
  }
}

function meets(rule: PolicyRule, { user, info }: AuditedRequest): boolean {
  if (rule.users.length > 0 && (!user || !rule.users.includes(user.name))) return false;
  if (rule.userGroups.length > 0 && !user?.groups.some((group) => rule.userGroups.includes(group))) return false;
  if (rule.verbs.length > 0 && !rule.verbs.includes(info.verb)) return false;
  if (rule.namespaces.length > 0 || rule.resources.length > 0) return info.isResourceRequest && isAbout(rule, info);
  if (rule.nonResourceURLs.length === 0) return true;
  return !info.isResourceRequest && rule.nonResourceURLs.some((pattern) => matchesPath(pattern, info.path));
}

function isAbout({ namespaces, resources }: PolicyRule, info: ResourceRequest): boolean {
  if (namespaces.length > 0 && !namespaces.includes(info.namespace)) return false;
  return resources.length === 0 || resources.some((each) => names(each, info));
}

function names({ group, resources, resourceNames }: GroupResources, info: ResourceRequest): boolean {
  if (group !== info.group) return false;
  if (resources.length === 0) return true;
  if (resourceNames.length > 0 && !resourceNames.includes(info.name)) return false;
  return resources.some((pattern) => matchesResource(pattern, info));
}

function matchesResource(pattern: string, { resource, subresource }: ResourceRequest): boolean {
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  if (pattern === '*' || pattern === full || pattern === `${resource}/*`) return true;
  return subresource !== '' && pattern === `*/${subresource}`;
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
