/** Every built-in resource, with its columns, in the order of its group. */
import { admissionregistrationResources } from '../registry/admissionregistration/index.ts';
import { alliumResources } from '../registry/allium/index.ts';
import { apiextensionsResources } from '../registry/apiextensions/index.ts';
import { apiregistrationResources } from '../registry/apiregistration/index.ts';
import { appsResources } from '../registry/apps/index.ts';
import { autoscalingResources } from '../registry/autoscaling/index.ts';
import { batchResources } from '../registry/batch/index.ts';
import { certificatesResources } from '../registry/certificates/index.ts';
import { coordinationResources } from '../registry/coordination/index.ts';
import { coreConfigResources } from '../registry/core/config.ts';
import { podResources } from '../registry/core/pods/index.ts';
import { replicationControllers } from '../registry/core/replicationcontrollers.ts';
import { volumeResources } from '../registry/core/volumes/index.ts';
import { discoveryResources } from '../registry/discovery/index.ts';
import { eventsResources } from '../registry/events/index.ts';
import { flowcontrolResources } from '../registry/flowcontrol/index.ts';
import { networkingResources } from '../registry/networking/index.ts';
import { nodeResources } from '../registry/node/index.ts';
import { policyResources } from '../registry/policy/index.ts';
import { rbacResources } from '../registry/rbac/index.ts';
import { resourceResources } from '../registry/resource/index.ts';
import type { Resource } from '../registry/resource.ts';
import { schedulingResources } from '../registry/scheduling/index.ts';
import { storageResources } from '../registry/storage/index.ts';

export const builtInResources: readonly Resource[] = [
  ...coreConfigResources,
  ...podResources,
  replicationControllers,
  ...volumeResources,
  ...apiregistrationResources,
  ...apiextensionsResources,
  ...appsResources,
  ...eventsResources,
  ...autoscalingResources,
  ...batchResources,
  ...certificatesResources,
  ...networkingResources,
  ...policyResources,
  ...rbacResources,
  ...storageResources,
  ...admissionregistrationResources,
  ...schedulingResources,
  ...coordinationResources,
  ...nodeResources,
  ...discoveryResources,
  ...resourceResources,
  ...flowcontrolResources,
  ...alliumResources,
];
