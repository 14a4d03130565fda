/** What requests needed of RBAC, gathered from their events: the least rules that let the same requests pass. */
import type { PolicyRule } from '../../api/rbac/objects.ts';
import type { AuditEvent, AuditUser, ObjectReference } from '../event.ts';
import { DECISION, isAnswered } from './question.ts';

/** Rules for one namespace, or for the whole cluster where it is empty. */
export interface NeededRules {
  readonly namespace: string;
  readonly rules: readonly PolicyRule[];
}

/** Names of more objects than these are no names that somebody writes into a role. */
const MOST_NAMES = 5;
/** Of objects that controllers name: the next one has another. */
const NAMED_BY_CONTROLLERS = new Set(['pods', 'replicasets', 'controllerrevisions', 'endpointslices', 'events']);
/** RBAC knows no names of these: what is not there yet has none, and a collection has many. */
const NAMELESS = new Set(['create', 'deletecollection']);

/** What everybody who is authenticated may anyway: system:discovery and system:basic-user. */
const EVERYBODYS_PATHS = ['/api', '/apis', '/healthz', '/livez', '/openapi', '/readyz', '/version'];
const EVERYBODYS_KINDS = new Set(['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews']);

const AUTHENTICATION = 'authentication.k8s.io';

interface Use {
  readonly namespace: string;
  readonly group: string;
  /** With its subresource. */
  readonly resource: string;
  readonly verb: string;
  /** Undefined: one of them was about no name. */
  names: Set<string> | undefined;
}

export class PermissionsUsed {
  readonly #uses = new Map<string, Use>();
  readonly #paths = new Map<string, Set<string>>();
  requests = 0;

  /** @param event of a request that was allowed, by the user in question */
  add(event: AuditEvent): void {
    const { objectRef, verb, requestURI } = event;
    if (objectRef) this.#addObject(objectRef, verb);
    else this.#addPath(requestURI.split('?', 1)[0]!, verb);
  }

  /** Acting as another is a permission of its own, on the other. */
  addImpersonation({ username, uid, groups = [], extra = {} }: AuditUser): void {
    this.requests++;
    const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username ?? '') ?? [];
    if (account !== undefined) this.#addUse(namespace!, '', 'serviceaccounts', 'impersonate', account);
    else this.#addUse('', '', 'users', 'impersonate', username);
    const implied = new Set(['system:authenticated', 'system:unauthenticated']);
    const asked = account === undefined ? groups.filter((group) => !implied.has(group)) : [];
    for (const group of asked) this.#addUse('', '', 'groups', 'impersonate', group);
    if (uid) this.#addUse('', AUTHENTICATION, 'uids', 'impersonate', uid);
    for (const [key, values] of Object.entries(extra)) {
      for (const value of values) this.#addUse('', AUTHENTICATION, `userextras/${key}`, 'impersonate', value);
    }
  }

  rules(): NeededRules[] {
    const uses = [...this.#uses.values()].filter((use) => !this.#isCoveredByCluster(use));
    const namespaces = [...new Set(uses.map(({ namespace }) => namespace))].sort();
    const needed = namespaces.map((namespace) => ({
      namespace,
      rules: rulesOf(uses.filter((use) => use.namespace === namespace)),
    }));
    return withPaths(needed, this.#pathRules());
  }

  #addObject({ namespace = '', apiGroup = '', resource = '', subresource, name }: ObjectReference, verb: string): void {
    if (EVERYBODYS_KINDS.has(resource)) return;
    this.requests++;
    const full = subresource ? `${resource}/${subresource}` : resource;
    this.#addUse(namespace, apiGroup, full, verb, subresource === undefined && NAMELESS.has(verb) ? undefined : name);
  }

  #addPath(path: string, verb: string): void {
    if (EVERYBODYS_PATHS.some((known) => path === known || path.startsWith(`${known}/`)) || path === '/') return;
    this.requests++;
    const verbs = this.#paths.get(path) ?? new Set();
    this.#paths.set(path, verbs.add(verb));
  }

  #addUse(namespace: string, group: string, resource: string, verb: string, name: string | undefined): void {
    const key = JSON.stringify([namespace, group, resource, verb]);
    const use = this.#uses.get(key);
    if (!use) {
      const names = name === undefined ? undefined : new Set([name]);
      this.#uses.set(key, { namespace, group, resource, verb, names });
    } else if (name === undefined) use.names = undefined;
    // One more than is told, so that memory is bounded by what there is to ask for.
    else if (use.names && use.names.size <= MOST_NAMES) use.names.add(name);
  }

  /** The same over all namespaces, for every name. */
  #isCoveredByCluster({ namespace, group, resource, verb }: Use): boolean {
    if (namespace === '') return false;
    const everywhere = this.#uses.get(JSON.stringify(['', group, resource, verb]));
    return everywhere !== undefined && namesToTell(everywhere, new Set()).length === 0;
  }

  #pathRules(): PolicyRule[] {
    const byVerbs = Map.groupBy(this.#paths, ([, verbs]) => [...verbs].sort().join());
    return [...byVerbs.values()].map((paths) => ({
      nonResourceURLs: paths.map(([path]) => path).sort(),
      verbs: [...paths[0]![1]].sort(),
    }));
  }
}

export function wasAllowed(event: AuditEvent): boolean {
  return isAnswered(event) && event.annotations?.[DECISION] === 'allow';
}

function withPaths(needed: readonly NeededRules[], paths: readonly PolicyRule[]): NeededRules[] {
  if (paths.length === 0) return [...needed];
  const cluster = needed.find(({ namespace }) => namespace === '')?.rules ?? [];
  return [{ namespace: '', rules: [...cluster, ...paths] }, ...needed.filter(({ namespace }) => namespace !== '')];
}

/** Empty: any. */
function namesToTell({ resource, names }: Use, created: ReadonlySet<string>): string[] {
  const [kind = ''] = resource.split('/', 1);
  if (!names || names.size > MOST_NAMES || NAMED_BY_CONTROLLERS.has(kind) || created.has(kind)) return [];
  return [...names].sort();
}

/** One rule for each set of names, verbs together; then resources with the same verbs and names together. */
function rulesOf(uses: readonly Use[]): PolicyRule[] {
  // Who makes objects names them as it goes.
  const created = new Set(uses.filter(({ verb }) => verb === 'create').map(({ resource }) => resource));
  const told = uses.map((use) => ({ ...use, told: namesToTell(use, created) }));
  const listed = new Set(told.filter(({ verb, told: names }) => verb === 'list' && names.length === 0).map(kindOf));
  const rows = told.map((use) => ({
    ...use,
    // Who may list them all sees each of them.
    told: use.verb === 'get' && listed.has(kindOf(use)) ? [] : use.told,
  }));
  const byTarget = Map.groupBy(rows, (row) => JSON.stringify([row.group, row.resource, row.told]));
  const targets = [...byTarget.values()].map((same) => ({ ...same[0]!, verbs: same.map(({ verb }) => verb).sort() }));
  const byGrant = Map.groupBy(targets, ({ group, verbs, told: names }) => JSON.stringify([group, verbs, names]));
  return [...byGrant.values()].map((same) => ({
    apiGroups: [same[0]!.group],
    resources: same.map(({ resource }) => resource).sort(),
    ...(same[0]!.told.length > 0 && { resourceNames: same[0]!.told }),
    verbs: same[0]!.verbs,
  }));
}

function kindOf({ group, resource }: Pick<Use, 'group' | 'resource'>): string {
  return `${group}/${resource}`;
}
