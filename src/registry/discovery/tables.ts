import type { KubeObject } from '../../api/object.ts';
import type { V1EndpointSlice } from '../../schema/generated/types.ts';
import { AGE, column, type GroupTables, NAME, table } from '../table/columns.ts';
import { joinLimited } from '../table/lists.ts';

type EndpointSlice = V1EndpointSlice & KubeObject;

const LIMIT = 3;
const UNSET = '<unset>';

const endpointSlices = table<EndpointSlice>(
  NAME,
  column('AddressType', 'Of which family the addresses are.', ({ addressType }) => addressType ?? ''),
  column('Ports', 'The ports of every endpoint in this slice.', ({ ports }) => {
    const texts = (ports ?? []).map(({ name, port }) => String(port ?? name ?? '*'));
    return joinLimited(texts, LIMIT) || UNSET;
  }),
  column('Endpoints', 'The addresses in this slice.', ({ endpoints }) => {
    const addresses = (endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []);
    return joinLimited(addresses, LIMIT) || UNSET;
  }),
  AGE,
);

export const discoveryTables: GroupTables = new Map([['endpointslices', endpointSlices]]);
