import type { Resource } from '../resource.ts';
import { runtimeClasses } from './runtimeclasses.ts';

export const nodeResources: readonly Resource[] = [runtimeClasses];
