/** What expressions may know of a device (k8s.io/dynamic-resource-allocation/cel). */
import { ANY, BOOL, mapOf, messageType, STRING } from '../../cel/check/types.ts';
import { DeclaredSizes, type Sized } from '../../cel/cost/declared-sizes.ts';
import { QUANTITY } from '../../cel/kubernetes/quantity.ts';
import { BINDINGS } from '../../cel/library/bindings.ts';
import { messageTypes } from '../../cel/message-types.ts';
import { FULL_ENVIRONMENT } from '../../schema/expression-environment.ts';

const DEVICE = messageType('kubernetes.DRADevice');

/** Attributes and capacities are found by their domain, then by their name. */
export const DEVICE_ENVIRONMENT = FULL_ENVIRONMENT.extend({
  variables: { device: DEVICE },
  types: messageTypes([
    DEVICE,
    {
      driver: STRING,
      allowMultipleAllocations: BOOL,
      attributes: mapOf(STRING, mapOf(STRING, ANY)),
      capacity: mapOf(STRING, mapOf(STRING, QUANTITY)),
    },
  ]),
  libraries: [BINDINGS],
});

const MOST_ENTRIES = 32;
const ATTRIBUTE: Sized = { most: 64 };
const NAME: Sized = { most: 32 };
const DOMAIN: Sized = { most: 63 };

const FIELDS: ReadonlyMap<string, Sized> = new Map<string, Sized>([
  ['driver', { most: 63 }],
  ['allowMultipleAllocations', { most: 1 }],
  ['attributes', byDomain({ most: MOST_ENTRIES, key: NAME, element: ATTRIBUTE, field: () => ATTRIBUTE })],
  ['capacity', byDomain({ most: MOST_ENTRIES, key: NAME })],
]);

function byDomain(element: Sized): Sized {
  return { most: MOST_ENTRIES, key: DOMAIN, element };
}

/** What validation lets a device have. */
export const DEVICE_SIZES = new DeclaredSizes({ device: { most: 0, field: (name) => FIELDS.get(name) } });
