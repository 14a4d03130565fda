import { type KubeObject, parseApiVersion, qualifiedName } from '../../api/object.ts';
import type {
  V1ControllerRevision,
  V1DaemonSet,
  V1Deployment,
  V1ReplicaSet,
  V1StatefulSet,
} from '../../schema/generated/types.ts';
import type { TableDefinition } from '../resource.ts';
import { AGE, column, count, type GroupTables, NAME, table } from '../table/columns.ts';
import { formatLabels, selectorText } from '../table/selectors.ts';
import { containerColumns, selectorColumn } from '../table/workloads.ts';

type ControllerRevision = V1ControllerRevision & KubeObject;
type DaemonSet = V1DaemonSet & KubeObject;
type Deployment = V1Deployment & KubeObject;
type ReplicaSet = V1ReplicaSet & KubeObject;
type StatefulSet = V1StatefulSet & KubeObject;

const SELECTOR = 'The label selector of the pods that it owns.';
const WIDE = { wide: true };

const readiness = ({ spec, status }: Deployment | StatefulSet): string =>
  `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`;

const deployments = table<Deployment>(
  NAME,
  column('Ready', 'Number of the pod with ready state', readiness),
  column(
    'Up-to-date',
    'Total number of non-terminating pods targeted by this deployment that have the desired template spec.',
    ({ status }) => status?.updatedReplicas ?? 0,
  ),
  column(
    'Available',
    'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.',
    ({ status }) => status?.availableReplicas ?? 0,
  ),
  AGE,
  ...containerColumns<Deployment>(({ spec }) => spec?.template?.spec),
  column(
    'Selector',
    'Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment.',
    ({ spec }) => selectorText(spec?.selector),
    WIDE,
  ),
);

const replicaSets = table<ReplicaSet>(
  NAME,
  count('Desired', 'How many pods there should be.', ({ spec }) => spec?.replicas),
  count('Current', 'How many pods there are.', ({ status }) => status?.replicas),
  count('Ready', 'How many pods are ready.', ({ status }) => status?.readyReplicas),
  AGE,
  ...containerColumns<ReplicaSet>(({ spec }) => spec?.template?.spec),
  selectorColumn<ReplicaSet>(SELECTOR, ({ spec }) => spec?.selector),
);

const daemonSets = table<DaemonSet>(
  NAME,
  count('Desired', 'How many nodes should run the pod.', ({ status }) => status?.desiredNumberScheduled),
  count('Current', 'How many nodes run the pod and should.', ({ status }) => status?.currentNumberScheduled),
  count('Ready', 'On how many nodes the pod is ready.', ({ status }) => status?.numberReady),
  count(
    'Up-to-date',
    'On how many nodes the pod has the newest template.',
    ({ status }) => status?.updatedNumberScheduled,
  ),
  count(
    'Available',
    'On how many nodes the pod has been ready for long enough.',
    ({ status }) => status?.numberAvailable,
  ),
  column('Node Selector', 'The labels of the nodes that run the pod.', ({ spec }) =>
    formatLabels(spec?.template?.spec?.nodeSelector),
  ),
  AGE,
  ...containerColumns<DaemonSet>(({ spec }) => spec?.template?.spec),
  selectorColumn<DaemonSet>(SELECTOR, ({ spec }) => spec?.selector),
);

const statefulSets = table<StatefulSet>(
  NAME,
  column('Ready', 'Number of the pod with ready state', readiness),
  AGE,
  ...containerColumns<StatefulSet>(({ spec }) => spec?.template?.spec),
);

function controllerOf({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return '<none>';
  return `${qualifiedName(parseApiVersion(owner.apiVersion ?? '').group, owner.kind ?? '').toLowerCase()}/${owner.name}`;
}

const controllerRevisions = table<ControllerRevision>(
  NAME,
  column('Controller', 'Controller of the object', controllerOf),
  column('Revision', 'The revision of the state that it holds.', ({ revision }) => revision ?? 0),
  AGE,
);

export const appsTables: GroupTables = new Map<string, TableDefinition>([
  ['controllerrevisions', controllerRevisions],
  ['daemonsets', daemonSets],
  ['deployments', deployments],
  ['replicasets', replicaSets],
  ['statefulsets', statefulSets],
]);
