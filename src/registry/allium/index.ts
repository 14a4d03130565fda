import type { Resource } from '../resource.ts';
import { credentialRevocations } from './credentialrevocations.ts';
import { issuedCredentials } from './issuedcredentials.ts';

export const alliumResources: readonly Resource[] = [credentialRevocations, issuedCredentials];
