import type { KubeObject } from '../../../api/object.ts';
import type { V1Pod } from '../../../schema/generated/types.ts';

export type Pod = V1Pod & KubeObject;
