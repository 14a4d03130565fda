/** The core group's resources that are not about pods or volumes: configuration, the cluster's shape, services. */
import type { Resource } from '../resource.ts';
import { configMaps } from './configmaps.ts';
import { endpoints } from './endpoints.ts';
import { events } from './events/index.ts';
import { limitRanges } from './limitranges/index.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes/index.ts';
import { resourceQuotas } from './resourcequotas/index.ts';
import { secrets } from './secrets/index.ts';
import { serviceAccounts } from './serviceaccounts.ts';
import { services } from './services/index.ts';

export const coreConfigResources: readonly Resource[] = [
  configMaps,
  endpoints,
  events,
  limitRanges,
  namespaces,
  nodes,
  resourceQuotas,
  secrets,
  serviceAccounts,
  services,
];
