import { path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1EndpointSlice } from '../../schema/generated/types.ts';
import { ipWarnings } from '../validation/ip.ts';

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
/** What these write is clean; spare them the search. */
const CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

export function endpointSliceWarnings(slice: V1EndpointSlice & KubeObject): string[] {
  if (slice.addressType === 'FQDN') return ['addressType: FQDN endpoints are deprecated'];
  if (CONTROLLERS.includes(slice.metadata.labels?.[MANAGED_BY] ?? '')) return [];
  return (slice.endpoints ?? []).flatMap((endpoint, i) => {
    const at = path('endpoints').index(i).child('addresses');
    return (endpoint.addresses ?? []).flatMap((address, j) => ipWarnings(address, at.index(j)));
  });
}
