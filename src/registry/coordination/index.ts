import type { Resource } from '../resource.ts';
import { leases } from './leases.ts';

export const coordinationResources: readonly Resource[] = [leases];
