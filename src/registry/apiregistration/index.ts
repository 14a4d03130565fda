import type { Resource } from '../resource.ts';
import { apiServices } from './apiservices.ts';

export const apiregistrationResources: readonly Resource[] = [apiServices];
