import type { KubeObject } from '../api/object.ts';

const KEPT = ['deletionTimestamp', 'generation', 'labels', 'annotations', 'finalizers', 'ownerReferences'] as const;

/** Puts back the metadata that the status subresources of newer kinds do not touch (metav1.ResetObjectMetaForStatus). */
export function keepMetadata(object: KubeObject, old: KubeObject): void {
  for (const field of KEPT) {
    if (old.metadata[field] === undefined) delete object.metadata[field];
    else Object.assign(object.metadata, { [field]: old.metadata[field] });
  }
}
