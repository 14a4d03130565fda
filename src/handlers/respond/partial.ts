import type { KubeObject } from '../../api/object.ts';

/** An object's metadata alone (meta.k8s.io PartialObjectMetadata). */
export function partialOf(object: KubeObject, version: string) {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}
