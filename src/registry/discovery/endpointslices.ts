import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1EndpointSlice } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { defineResource } from '../resource.ts';
import { validateEndpointSlice, validateEndpointSliceUpdate } from './validation.ts';
import { endpointSliceWarnings } from './warnings.ts';

type EndpointSlice = V1EndpointSlice & KubeObject;

function setDefaults(slice: EndpointSlice): void {
  for (const port of slice.ports ?? []) {
    port.name ??= '';
    port.protocol ??= 'TCP';
  }
}

const HOSTNAME = 'kubernetes.io/hostname';

/**
 * Node and zone have fields of their own in v1. What is left of v1beta1 stays while nobody touches the endpoints; then
 * the node that it names moves to its field.
 */
function dropTopology(slice: EndpointSlice, old?: EndpointSlice): void {
  const withTopology = (slice.endpoints ?? []).filter((endpoint) => endpoint.deprecatedTopology);
  if (withTopology.length === 0 || (old && deepEqual(slice.endpoints, old.endpoints))) return;
  const known = new Set((old?.endpoints ?? []).map((endpoint) => endpoint.deprecatedTopology?.[HOSTNAME]));
  for (const endpoint of withTopology) {
    const node = endpoint.deprecatedTopology?.[HOSTNAME];
    if (node !== undefined && known.has(node) && isDns1123Subdomain(node).length === 0) endpoint.nodeName ??= node;
    delete endpoint.deprecatedTopology;
  }
}

export const endpointSlices = defineResource<EndpointSlice>({
  group: 'discovery.k8s.io',
  name: 'endpointslices',
  // A thousand endpoints of up to twenty-odd values each.
  maxValues: 30_000,
  kind: 'EndpointSlice',
  namespaced: true,
  strategy: {
    defaults: setDefaults,
    prepareForCreate: (slice) => dropTopology(slice),
    prepareForUpdate: dropTopology,
    validate: validateEndpointSlice,
    validateUpdate: validateEndpointSliceUpdate,
    warnings: endpointSliceWarnings,
    tracksGeneration: true,
    generationMetadata: 'labels',
  },
});
