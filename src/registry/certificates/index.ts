import type { Resource } from '../resource.ts';
import { certificateSigningRequests } from './certificatesigningrequests.ts';

export const certificatesResources: readonly Resource[] = [certificateSigningRequests];
