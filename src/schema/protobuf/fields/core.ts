/** The wire fields of the other kinds of core/v1, and the references that they share. */
import type { Messages } from '../field-table.ts';

export const CORE: Messages = {
  Binding: 'metadata=1 target=2',
  ConfigMap: 'metadata=1 data=2 binaryData=3 immutable=4',
  Event: `
    metadata=1 involvedObject=2 reason?=3 message?=4 source=5 firstTimestamp=6 lastTimestamp=7 count?=8 type?=9
    eventTime=10 series=11 action?=12 related=13 reportingComponent=14 reportingInstance=15`,
  EventSeries: 'count?=1 lastObservedTime=2',
  EventSource: 'component?=1 host?=2',
  LimitRange: 'metadata=1 spec=2',
  LimitRangeItem: 'type=1 max=2 min=3 default=4 defaultRequest=5 maxLimitRequestRatio=6',
  LimitRangeSpec: 'limits=1',
  LocalObjectReference: 'name?=1',
  Namespace: 'metadata=1 spec=2 status=3',
  NamespaceCondition: 'type=1 status=2 lastTransitionTime=4 reason?=5 message?=6',
  NamespaceSpec: 'finalizers=1',
  NamespaceStatus: 'phase?=1 conditions=2',
  ReplicationController: 'metadata=1 spec=2 status=3',
  ReplicationControllerCondition: 'type=1 status=2 lastTransitionTime=3 reason?=4 message?=5',
  ReplicationControllerSpec: 'replicas=1 selector=2 template=3 minReadySeconds?=4',
  ReplicationControllerStatus: `
    replicas=1 fullyLabeledReplicas?=2 observedGeneration?=3 readyReplicas?=4 availableReplicas?=5 conditions=6`,
  ResourceQuota: 'metadata=1 spec=2 status=3',
  ResourceQuotaSpec: 'hard=1 scopes=2 scopeSelector=3',
  ResourceQuotaStatus: 'hard=1 used=2',
  ScopeSelector: 'matchExpressions=1',
  ScopedResourceSelectorRequirement: 'scopeName=1 operator=2 values=3',
  Secret: 'metadata=1 data=2 type?=3 stringData=4 immutable=5',
  SecretReference: 'name?=1 namespace?=2',
  ServiceAccount: 'metadata=1 secrets=2 imagePullSecrets=3 automountServiceAccountToken=4',
  TopologySelectorLabelRequirement: 'key=1 values=2',
  TopologySelectorTerm: 'matchLabelExpressions=1',
  TypedLocalObjectReference: 'apiGroup=1 kind=2 name=3',
  TypedObjectReference: 'apiGroup=1 kind=2 name=3 namespace=4',
};
