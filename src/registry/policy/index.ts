import type { Resource } from '../resource.ts';
import { podDisruptionBudgets } from './poddisruptionbudgets.ts';
import { podSecurityPolicies } from './podsecuritypolicies.ts';

export const policyResources: readonly Resource[] = [podDisruptionBudgets, podSecurityPolicies];
