import { path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1EndpointSlice } from '../../schema/generated/types.ts';
import { ipWarnings } from '../validation/ip.ts';

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
/** What these write is clean; spare them the search. */
const CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

export function endpointSliceWarnings(slice: V1EndpointSlice & KubeObject, old: unknown): string[] {
  // Upstream tells of it where it would be, had slices a spec; and only those who bring the first.
  const isNewName = slice.addressType === 'FQDN' && old === undefined;
  return [...(isNewName ? ['spec.addressType: FQDN endpoints are deprecated'] : []), ...addressWarnings(slice)];
}

function addressWarnings(slice: V1EndpointSlice & KubeObject): string[] {
  if (CONTROLLERS.includes(slice.metadata.labels?.[MANAGED_BY] ?? '')) return [];
  return (slice.endpoints ?? []).flatMap((endpoint, i) => {
    const at = path('endpoints').index(i).child('addresses');
    return (endpoint.addresses ?? []).flatMap((address, j) => ipWarnings(address, at.index(j)));
  });
}
