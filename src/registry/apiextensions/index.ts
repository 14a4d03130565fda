import type { Resource } from '../resource.ts';
import { customResourceDefinitions } from './customresourcedefinitions.ts';

export const apiextensionsResources: readonly Resource[] = [customResourceDefinitions];
