/**
 * One RBAC decision at 10, 1,000 and 50,000 bindings: by the index, against a walk through all bindings of the cluster
 * and of the namespace, as kube-apiserver decides; and how long the index takes to be made.
 */
import type { KubeObject } from '../../src/api/object.ts';
import type { Attributes } from '../../src/authorization/authorizer.ts';
import { questionOf, ruleAllows } from '../../src/authorization/rbac/question.ts';
import { rbacAuthorizer } from '../../src/authorization/rbac/rbac-authorizer.ts';
import { RbacIndex } from '../../src/authorization/rbac/rbac-index.ts';
import type { RbacResource, RbacSource } from '../../src/authorization/rbac/source.ts';
import { DEFAULT_OBJECTS } from '../../src/controllers/rbac-defaults/default-objects.ts';
import type { Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';
import { count, milliseconds } from '../lib/table.ts';

const SIZES = [10, 1000, 50_000];
const SLICES = 50;
const BINDINGS_IN_A_NAMESPACE = 20;
const apiGroup = 'rbac.authorization.k8s.io';
const apiVersion = `${apiGroup}/v1`;
const { clusterRoles, clusterRoleBindings, roles, roleBindings } = DEFAULT_OBJECTS;

/** What a team has: the rules of `edit` for one of its people in its namespace. Every tenth is for the whole cluster. */
function binding(i: number): KubeObject {
  const role = 'system:aggregate-to-edit';
  const subjects = [
    { kind: 'User', apiGroup, name: `user-${i}` },
    { kind: 'ServiceAccount', name: `account-${i}`, namespace: namespaceOf(i) },
  ];
  const roleRef = { apiGroup, kind: 'ClusterRole', name: role };
  if (i % 10 === 9) return { apiVersion, kind: 'ClusterRoleBinding', metadata: { name: `b-${i}` }, roleRef, subjects };
  const metadata = { name: `b-${i}`, namespace: namespaceOf(i) };
  return { apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects };
}

const namespaceOf = (i: number) => `namespace-${Math.floor(i / BINDINGS_IN_A_NAMESPACE)}`;

function sourceOf(bindings: number): RbacSource {
  const made = Array.from({ length: bindings }, (_, i) => binding(i));
  const lists: Readonly<Record<RbacResource, readonly KubeObject[]>> = {
    clusterroles: clusterRoles,
    roles,
    clusterrolebindings: [...clusterRoleBindings, ...made.filter(({ kind }) => kind === 'ClusterRoleBinding')],
    rolebindings: [...roleBindings, ...made.filter(({ kind }) => kind === 'RoleBinding')],
  };
  return { list: (resource) => lists[resource], watch: () => () => {} };
}

function ask(user: string, groups: readonly string[], i: number, resource: string): Attributes {
  const what = { verb: 'update', group: 'apps', version: 'v1', resource, subresource: '', name: 'web', path: '' };
  return { user: { name: user, groups }, isResourceRequest: true, namespace: namespaceOf(i), ...what };
}

const AUTHENTICATED = ['system:authenticated'];
const MANY_GROUPS = [...Array.from({ length: 50 }, (_, i) => `team-${i}`), ...AUTHENTICATED];
const accountGroups = (i: number) => [
  'system:serviceaccounts',
  `system:serviceaccounts:${namespaceOf(i)}`,
  ...AUTHENTICATED,
];

/** Of the nth binding. */
const QUESTIONS: Readonly<Record<string, { outcome: string; of(i: number): Attributes }>> = {
  'a user, allowed': { outcome: 'allow', of: (i) => ask(`user-${i}`, AUTHENTICATED, i, 'deployments') },
  'a user of 50 groups, allowed': { outcome: 'allow', of: (i) => ask(`user-${i}`, MANY_GROUPS, i, 'deployments') },
  'a service account, allowed': {
    outcome: 'allow',
    of: (i) => ask(`system:serviceaccount:${namespaceOf(i)}:account-${i}`, accountGroups(i), i, 'deployments'),
  },
  'a user, refused': { outcome: 'no-opinion', of: (i) => ask(`user-${i}`, AUTHENTICATED, i, 'gadgets') },
  'nobody, refused': { outcome: 'no-opinion', of: (i) => ask('nobody', AUTHENTICATED, i, 'deployments') },
};

/** Of this thread, in microseconds: what other programs take of the processors blurs nothing. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** @returns nanoseconds of one run: the median of slices */
function nanoseconds(runs: number, run: (i: number) => void): number {
  const slice = Math.ceil(runs / SLICES);
  const times = Array.from({ length: SLICES }, (_, s) => {
    const start = processorTime();
    for (let i = s * slice; i < (s + 1) * slice; i++) run(i);
    return ((processorTime() - start) * 1000) / slice;
  });
  return median(times);
}

function walk(index: RbacIndex, attributes: Attributes): boolean {
  const question = questionOf(attributes);
  for (const namespace of ['', attributes.namespace]) {
    for (const one of index.bindingsIn(namespace)) {
      if (one.subjectOf(attributes.user) < 0) continue;
      if (index.roleOf(one)?.rules.some((rule) => ruleAllows(rule, question))) return true;
    }
  }
  return false;
}

function measure(index: RbacIndex, bindings: number, name: string, runs: number) {
  const { outcome, of } = QUESTIONS[name]!;
  const authorizer = rbacAuthorizer(index);
  // Made beforehand: what a request's attributes cost is not the authorizer's.
  const asked = Array.from({ length: 10_000 }, (_, i) => of((i * 7919) % bindings));
  const at = (i: number) => asked[i % asked.length]!;
  const decide = (i: number) => {
    const decision = authorizer.authorize(at(i));
    if (!('outcome' in decision) || decision.outcome !== outcome) throw new Error(`${name}: ${decision}`);
  };
  const compare = (i: number) => {
    if (walk(index, at(i)) !== (outcome === 'allow')) throw new Error(`${name}: the walk decides otherwise`);
  };
  nanoseconds(runs / 10, decide);
  const walks = Math.ceil(runs / Math.max(1, bindings / 2500));
  return { indexed: nanoseconds(runs, decide), walked: nanoseconds(walks, compare) };
}

const microseconds = (value: number) => `${(value / 1000).toFixed(value < 10_000 ? 2 : 0)} µs`;
const HEADER = ['decision', 'bindings', 'by the index', 'by a walk', 'of the walk'];

export const rbacSuite: Suite = async (run) => {
  const runs = run.quick ? 10_000 : 500_000;
  const rows: string[][] = [];
  const records: Record<string, unknown>[] = [];
  for (const bindings of SIZES) {
    const source = sourceOf(bindings);
    const start = processorTime();
    const index = new RbacIndex(source);
    const built = (processorTime() - start) / 1000;
    rows.push(['the index made', count(bindings), milliseconds(built), '', '']);
    records.push({ name: 'build', bindings, milliseconds: built });
    for (const name of Object.keys(QUESTIONS)) {
      if (!run.wants(name)) continue;
      run.progress(`${name}, ${count(bindings)} bindings`);
      const { indexed, walked } = measure(index, bindings, name, runs);
      const ratio = indexed / walked;
      rows.push([
        name,
        count(bindings),
        microseconds(indexed),
        microseconds(walked),
        `${(ratio * 100).toPrecision(2)} %`,
      ]);
      records.push({ name, bindings, nanoseconds: indexed, walkNanoseconds: walked, ratio });
    }
  }
  return [{ title: 'One RBAC decision', header: HEADER, rows, records }];
};
