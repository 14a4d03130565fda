import type { KubeObject } from '../../api/object.ts';

export type RbacResource = 'clusterroles' | 'roles' | 'clusterrolebindings' | 'rolebindings';

/** Everything that is stored of the RBAC group. Objects are shared and never changed. */
export interface RbacSource {
  list(resource: RbacResource): readonly KubeObject[];
  /** Tells of every change after this call: `list` in the same tick shows what came before. @returns ends it */
  watch(resource: RbacResource, listener: (object: KubeObject, isDeleted: boolean) => void): () => void;
}
