import { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1LabelSelector } from '../../schema/generated/types.ts';
import type { ScaleSubresource } from '../resource.ts';

interface Scalable extends KubeObject {
  spec?: { replicas?: number; selector?: V1LabelSelector | null | Record<string, string> };
  status?: { replicas?: number };
}

/** The scale of a kind that counts its replicas in `spec.replicas` and selects pods with a LabelSelector. */
export const replicaScale: ScaleSubresource<Scalable> = {
  replicas: (object) => object.spec?.replicas ?? 0,
  setReplicas(object, replicas) {
    object.spec ??= {};
    object.spec.replicas = replicas;
  },
  statusReplicas: (object) => object.status?.replicas ?? 0,
  selector: (object) => LabelSelector.fromObject(object.spec?.selector as V1LabelSelector)?.toString() ?? '',
};
