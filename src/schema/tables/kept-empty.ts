/** Optional lists that objects keep when they are empty. All others are left out then, as Go's `omitempty` does. */
export const KEPT_EMPTY: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'io.k8s.api.discovery.v1': { EndpointSlice: ['ports'] },
  'io.k8s.api.rbac.v1': { ClusterRole: ['rules'], Role: ['rules'] },
};
