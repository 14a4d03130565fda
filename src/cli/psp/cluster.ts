/** What of a cluster a migration is about. */
import type { KubeObject } from '../../api/object.ts';
import type { PodSecurityPolicy } from '../../api/pod-security-policy.ts';
import { type BindingObject, RBAC_GROUP, type RoleObject } from '../../api/rbac/objects.ts';
import { StatusError } from '../../api/status.ts';
import type { ApiClient, ResourceRef } from '../../client/client.ts';
import { ConfigError } from '../../config/errors.ts';

export interface Workload {
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
  readonly object: KubeObject;
}

export interface Cluster {
  readonly policies: readonly PodSecurityPolicy[];
  readonly namespaces: readonly KubeObject[];
  readonly roles: readonly RoleObject[];
  readonly bindings: readonly BindingObject[];
  readonly pods: readonly KubeObject[];
  /** All that makes pods. */
  readonly workloads: readonly Workload[];
}

const PAGE = 500;

const WORKLOADS = [
  ['', 'podtemplates', 'PodTemplate'],
  ['', 'replicationcontrollers', 'ReplicationController'],
  ['apps', 'deployments', 'Deployment'],
  ['apps', 'replicasets', 'ReplicaSet'],
  ['apps', 'statefulsets', 'StatefulSet'],
  ['apps', 'daemonsets', 'DaemonSet'],
  ['batch', 'jobs', 'Job'],
  ['batch', 'cronjobs', 'CronJob'],
] as const;

/** @throws ConfigError when the server does not serve policies */
export async function readCluster(client: ApiClient): Promise<Cluster> {
  const list = (group: string, resource: string) => listAll(client, { group, version: 'v1', resource });
  const policies = await readPolicies(client);
  const workloads: Workload[] = [];
  for (const [group, resource, kind] of WORKLOADS) {
    const objects = await list(group, resource);
    workloads.push(...objects.map((object) => ({ group, resource, kind, object })));
  }
  return {
    policies,
    workloads,
    namespaces: await list('', 'namespaces'),
    roles: [...(await list(RBAC_GROUP, 'clusterroles')), ...(await list(RBAC_GROUP, 'roles'))],
    bindings: [...(await list(RBAC_GROUP, 'clusterrolebindings')), ...(await list(RBAC_GROUP, 'rolebindings'))],
    pods: await list('', 'pods'),
  };
}

async function readPolicies(client: ApiClient): Promise<PodSecurityPolicy[]> {
  try {
    return await listAll(client, { group: 'policy', version: 'v1beta1', resource: 'podsecuritypolicies' });
  } catch (error) {
    if (!(error instanceof StatusError) || error.code !== 404) throw error;
    throw new ConfigError('the server has no pod security policies: Kubernetes serves them up to version 1.24');
  }
}

async function listAll(client: ApiClient, target: ResourceRef): Promise<KubeObject[]> {
  const items: KubeObject[] = [];
  let next: string | undefined;
  do {
    const page = await client.list(target, { limit: PAGE, continue: next });
    items.push(...page.items);
    next = page.metadata.continue || undefined;
  } while (next !== undefined);
  return items;
}
