import type { Resource } from '../resource.ts';
import { ingressClasses } from './ingressclasses.ts';
import { ingresses } from './ingresses/index.ts';
import { ipAddresses } from './ipaddresses.ts';
import { networkPolicies } from './networkpolicies/index.ts';
import { serviceCidrs } from './servicecidrs.ts';

export const networkingResources: readonly Resource[] = [
  ingressClasses,
  ingresses,
  ipAddresses,
  networkPolicies,
  serviceCidrs,
];
