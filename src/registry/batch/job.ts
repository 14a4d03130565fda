import type { KubeObject } from '../../api/object.ts';
import type { V1Job } from '../../schema/generated/types.ts';

export type Job = V1Job & KubeObject;
