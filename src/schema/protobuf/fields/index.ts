/** Every message that Allium reads, by the package of its definition in OpenAPI. */
import type { Messages } from '../field-table.ts';
import { ADMISSIONREGISTRATION_V1 } from './admissionregistration.ts';
import { APIEXTENSIONS_V1 } from './apiextensions.ts';
import { APIREGISTRATION_V1 } from './apiregistration.ts';
import { APPS_V1 } from './apps.ts';
import { AUTHENTICATION_V1 } from './authentication.ts';
import { AUTHORIZATION_V1 } from './authorization.ts';
import { AUTOSCALING_V1 } from './autoscaling-v1.ts';
import { AUTOSCALING_V2 } from './autoscaling-v2.ts';
import { BATCH_V1 } from './batch.ts';
import { CERTIFICATES_V1 } from './certificates.ts';
import { COORDINATION_V1 } from './coordination.ts';
import { CORE } from './core.ts';
import { CORE_CONTAINERS } from './core-containers.ts';
import { CORE_NODES } from './core-nodes.ts';
import { CORE_POD_STATUS } from './core-pod-status.ts';
import { CORE_PODS } from './core-pods.ts';
import { CORE_SERVICES } from './core-services.ts';
import { CORE_VOLUME_SOURCES } from './core-volume-sources.ts';
import { CORE_VOLUMES } from './core-volumes.ts';
import { DISCOVERY_V1 } from './discovery.ts';
import { EVENTS_V1 } from './events.ts';
import { FLOWCONTROL_V1 } from './flowcontrol.ts';
import { META_V1 } from './meta.ts';
import { NETWORKING_V1 } from './networking.ts';
import { NODE_V1 } from './node.ts';
import { POLICY_V1 } from './policy.ts';
import { RBAC_V1 } from './rbac.ts';
import { RESOURCE_V1 } from './resource.ts';
import { SCHEDULING_V1 } from './scheduling.ts';
import { STORAGE_V1 } from './storage.ts';

export const MESSAGES: Readonly<Record<string, Messages>> = {
  'io.k8s.api.admissionregistration.v1': ADMISSIONREGISTRATION_V1,
  'io.k8s.api.apps.v1': APPS_V1,
  'io.k8s.api.authentication.v1': AUTHENTICATION_V1,
  'io.k8s.api.authorization.v1': AUTHORIZATION_V1,
  'io.k8s.api.autoscaling.v1': AUTOSCALING_V1,
  'io.k8s.api.autoscaling.v2': AUTOSCALING_V2,
  'io.k8s.api.batch.v1': BATCH_V1,
  'io.k8s.api.certificates.v1': CERTIFICATES_V1,
  'io.k8s.api.coordination.v1': COORDINATION_V1,
  'io.k8s.api.core.v1': {
    ...CORE_CONTAINERS,
    ...CORE_PODS,
    ...CORE_POD_STATUS,
    ...CORE_VOLUME_SOURCES,
    ...CORE_VOLUMES,
    ...CORE_NODES,
    ...CORE_SERVICES,
    ...CORE,
  },
  'io.k8s.api.discovery.v1': DISCOVERY_V1,
  'io.k8s.api.events.v1': EVENTS_V1,
  'io.k8s.api.flowcontrol.v1': FLOWCONTROL_V1,
  'io.k8s.api.networking.v1': NETWORKING_V1,
  'io.k8s.api.node.v1': NODE_V1,
  'io.k8s.api.policy.v1': POLICY_V1,
  'io.k8s.api.rbac.v1': RBAC_V1,
  'io.k8s.api.resource.v1': RESOURCE_V1,
  'io.k8s.api.scheduling.v1': SCHEDULING_V1,
  'io.k8s.api.storage.v1': STORAGE_V1,
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1': APIEXTENSIONS_V1,
  'io.k8s.apimachinery.pkg.apis.meta.v1': META_V1,
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1': APIREGISTRATION_V1,
};
