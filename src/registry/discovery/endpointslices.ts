import type { KubeObject } from '../../api/object.ts';
import type { V1EndpointSlice } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateEndpointSlice, validateEndpointSliceUpdate } from './validation.ts';
import { endpointSliceWarnings } from './warnings.ts';

type EndpointSlice = V1EndpointSlice & KubeObject;

function setDefaults(slice: EndpointSlice): void {
  slice.endpoints ??= [];
  for (const endpoint of slice.endpoints) endpoint.conditions ??= {};
  slice.ports ??= [];
  for (const port of slice.ports) {
    port.name ??= '';
    port.protocol ??= 'TCP';
  }
}

/** Node and zone have fields of their own in v1. */
function dropTopology(slice: EndpointSlice): void {
  for (const endpoint of slice.endpoints ?? []) delete endpoint.deprecatedTopology;
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
    prepareForCreate: dropTopology,
    prepareForUpdate: dropTopology,
    validate: validateEndpointSlice,
    validateUpdate: validateEndpointSliceUpdate,
    warnings: endpointSliceWarnings,
    tracksGeneration: true,
  },
});
