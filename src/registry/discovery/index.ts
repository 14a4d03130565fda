import type { Resource } from '../resource.ts';
import { endpointSlices } from './endpointslices.ts';

export const discoveryResources: readonly Resource[] = [endpointSlices];
