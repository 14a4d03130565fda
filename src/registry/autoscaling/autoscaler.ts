import type { KubeObject } from '../../api/object.ts';
import type { V2HorizontalPodAutoscaler } from '../../schema/generated/types.ts';

export type HorizontalPodAutoscaler = V2HorizontalPodAutoscaler & KubeObject;
