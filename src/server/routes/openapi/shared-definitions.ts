/** Definitions that no typed model stands for: the types that JSON writes as one value. */
import type { JsonObject } from '../../../api/object.ts';

export const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
export const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
export const TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
export const MICRO_TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
export const PATCH = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';
export const VERSION_INFO = 'io.k8s.apimachinery.pkg.version.Info';
const CRD = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

interface Shared {
  /** Absent where every field of the type carries it already. */
  readonly description?: string;
  readonly v2: JsonObject;
  /** Where OpenAPI 3 can say more. */
  readonly v3?: JsonObject;
}

const SHARED: ReadonlyMap<string, Shared> = new Map([
  [
    QUANTITY,
    {
      description:
        'Quantity is a fixed-point number: digits, with a fraction or not, and a suffix. The suffix is binary (Ki, Mi, Gi, Ti, Pi, Ei), decimal (n, u, m, none, k, M, G, T, P, E) or a decimal exponent (e3, E3). It is written back in canonical form: no fraction, the largest suffix that loses nothing.',
      v2: { type: 'string' },
      v3: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    },
  ],
  [
    INT_OR_STRING,
    {
      v2: { type: 'string', format: 'int-or-string' },
      v3: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
    },
  ],
  [TIME, { description: 'Time is a time in RFC 3339, to the second.', v2: { type: 'string', format: 'date-time' } }],
  [
    MICRO_TIME,
    {
      description: 'MicroTime is a time in RFC 3339, to the microsecond.',
      v2: { type: 'string', format: 'date-time' },
    },
  ],
  [
    VERSION_INFO,
    { description: 'Info says which version a server is of, and of what it was made.', v2: versionInfo() },
  ],
  [
    PATCH,
    { description: 'Patch is a change to an object, in the form that its content type names.', v2: { type: 'object' } },
  ],
  [
    'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1',
    {
      description:
        "FieldsV1 is a set of fields: keys are 'f:<name>' for a field, 'k:<keys>' for a list item by its keys, 'v:<value>' for an item of a set, 'i:<index>' for a position; '.' stands for the value itself.",
      v2: { type: 'object' },
    },
  ],
  [
    'io.k8s.apimachinery.pkg.runtime.RawExtension',
    { description: 'RawExtension is an object of any kind.', v2: { type: 'object' } },
  ],
  [`${CRD}.JSON`, { description: 'JSON is any JSON value.', v2: {} }],
  [`${CRD}.JSONSchemaPropsOrBool`, { description: 'JSONSchemaPropsOrBool is a JSON schema or a boolean.', v2: {} }],
  [
    `${CRD}.JSONSchemaPropsOrArray`,
    { description: 'JSONSchemaPropsOrArray is a JSON schema or a list of them.', v2: {} },
  ],
  [
    `${CRD}.JSONSchemaPropsOrStringArray`,
    { description: 'JSONSchemaPropsOrStringArray is a JSON schema or a list of strings.', v2: {} },
  ],
  [
    `${CRD}.CustomResourceSubresourceStatus`,
    {
      description: 'CustomResourceSubresourceStatus says that the status subresource is served.',
      v2: { type: 'object' },
    },
  ],
]);

export function sharedDefinition(name: string, version: 'v2' | 'v3'): JsonObject | undefined {
  const shared = SHARED.get(name);
  if (!shared) return undefined;
  const { description } = shared;
  return { ...(description && { description }), ...((version === 'v3' && shared.v3) || shared.v2) };
}

function versionInfo(): JsonObject {
  const required = ['buildDate', 'compiler', 'gitCommit', 'gitTreeState', 'gitVersion'];
  required.push('goVersion', 'major', 'minor', 'platform');
  const names = [...required, 'emulationMajor', 'emulationMinor', 'minCompatibilityMajor', 'minCompatibilityMinor'];
  return { type: 'object', required, properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) };
}
