import type { Resource } from '../../resource.ts';
import { podTemplates } from '../podtemplates.ts';
import { pods } from './pods.ts';

export const podResources: readonly Resource[] = [pods, podTemplates];
