import type { Resource } from '../resource.ts';
import { deviceClasses } from './deviceclasses.ts';
import { resourceClaims } from './resourceclaims.ts';
import { resourceClaimTemplates } from './resourceclaimtemplates.ts';
import { resourceSlices } from './resourceslices.ts';

export const resourceResources: readonly Resource[] = [
  deviceClasses,
  resourceClaims,
  resourceClaimTemplates,
  resourceSlices,
];
