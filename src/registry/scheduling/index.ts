import type { Resource } from '../resource.ts';
import { priorityClasses } from './priorityclasses.ts';

export const schedulingResources: readonly Resource[] = [priorityClasses];
