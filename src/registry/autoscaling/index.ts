import type { Resource } from '../resource.ts';
import { horizontalPodAutoscalers } from './horizontalpodautoscalers.ts';

export const autoscalingResources: readonly Resource[] = [horizontalPodAutoscalers];
