import type { Resource } from '../resource.ts';
import { flowSchemas } from './flowschemas.ts';
import { priorityLevelConfigurations } from './prioritylevelconfigurations.ts';

export const flowcontrolResources: readonly Resource[] = [flowSchemas, priorityLevelConfigurations];
