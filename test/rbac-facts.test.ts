/** The default roles and bindings, compared with those of Kubernetes v1.36. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { DEFAULT_OBJECTS } from '../src/controllers/rbac-defaults/default-objects.ts';

const FACTS = new URL('../../shared/facts/rbac/', import.meta.url);
const options = existsSync(FACTS) ? {} : { skip: 'no ../shared/facts beside this checkout' };

/** Rows of the facts that are another distribution's own. */
const NOT_UPSTREAMS = /^system:openshift:|^system:controller:service-ca-cert-publisher$/;
/** Roles that upstream does not have, and what is bound to them, are called so. */
const OURS = /^allium:/;

function facts(...names: string[]): Map<string, unknown> {
  const items = names.flatMap((name) => parse(readFileSync(new URL(`${name}.yaml`, FACTS), 'utf8')).items);
  return byName(items.filter((item) => !NOT_UPSTREAMS.test(item.metadata.name)));
}

function byName(items: readonly any[]): Map<string, unknown> {
  const named = items.map((item) => [`${item.metadata.namespace ?? ''}/${item.metadata.name}`, normal(item)] as const);
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Without the difference between nothing and an empty list. */
function normal({ rules, subjects, ...rest }: any): unknown {
  return { ...rest, ...(rules?.length > 0 && { rules }), ...(subjects?.length > 0 && { subjects }) };
}

const cases = [
  ['clusterRoles', 'cluster-roles', 'controller-roles'],
  ['clusterRoleBindings', 'cluster-role-bindings', 'controller-role-bindings'],
  ['roles', 'namespace-roles'],
  ['roleBindings', 'namespace-role-bindings'],
] as const;
for (const [list, ...files] of cases) {
  test(`${list} are upstream's`, options, () => {
    const found = byName(DEFAULT_OBJECTS[list].filter(({ metadata }) => !OURS.test(metadata.name!)));
    assert.deepEqual(found, facts(...files));
  });
}
