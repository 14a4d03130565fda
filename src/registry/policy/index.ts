import type { Resource } from '../resource.ts';
import { podDisruptionBudgets } from './poddisruptionbudgets.ts';

export const policyResources: readonly Resource[] = [podDisruptionBudgets];
