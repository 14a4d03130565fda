/**
 * Keeps credentials out of the record, whatever the policy says: whoever may read the audit log, or the archive that it
 * goes to, must not come by what only the API may hand out. Everything else of these objects is recorded.
 */
import { isJsonObject, type JsonObject } from '../api/object.ts';
import type { RequestInfo } from '../request/request-info.ts';

export const REDACTED = '<redacted>';

/** kubectl keeps there what it applied: the whole object once more. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Redaction = (value: JsonObject) => JsonObject;

const REDACTIONS: ReadonlyMap<string, Redaction> = new Map([
  ['/secrets', secret],
  ['/serviceaccounts/token', (request) => within(request, 'status', token)],
  ['authentication.k8s.io/tokenreviews', (review) => within(review, 'spec', token)],
]);

/** @param value an object, a list, a table or a patch of what the request is about */
export function withoutCredentials(info: RequestInfo, value: unknown): unknown {
  const redaction = redactionOf(info);
  return redaction ? redacted(value, redaction) : value;
}

/** Whether what is told of the object in other words, such as a diff, may hold them too. */
export function holdsCredentials(info: RequestInfo): boolean {
  return redactionOf(info) !== undefined;
}

function redactionOf(info: RequestInfo): Redaction | undefined {
  if (!info.isResourceRequest) return undefined;
  const subresource = info.subresource === '' ? '' : `/${info.subresource}`;
  return REDACTIONS.get(`${info.group}/${info.resource}${subresource}`);
}

function redacted(value: unknown, redaction: Redaction): unknown {
  if (Array.isArray(value)) return value.map(operation);
  if (!isJsonObject(value)) return value;
  const whole = redaction(value);
  if (Array.isArray(value.items)) whole.items = value.items.map((item) => redacted(item, redaction));
  if (Array.isArray(value.rows)) whole.rows = value.rows.map((row) => within(row, 'object', redaction));
  return whole;
}

/** Of a JSON patch. */
function operation(step: unknown): unknown {
  return isJsonObject(step) && step.value !== undefined ? { ...step, value: REDACTED } : step;
}

function secret(value: JsonObject): JsonObject {
  const whole = { ...value };
  for (const field of ['data', 'stringData']) if (isJsonObject(whole[field])) whole[field] = blanked(whole[field]);
  return within(whole, 'metadata', (metadata) => within(metadata, 'annotations', annotations));
}

function annotations(value: JsonObject): JsonObject {
  return value[LAST_APPLIED] === undefined ? value : { ...value, [LAST_APPLIED]: REDACTED };
}

function token(value: JsonObject): JsonObject {
  return value.token === undefined ? value : { ...value, token: REDACTED };
}

function blanked(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(values).map((key) => [key, REDACTED]));
}

function within(value: JsonObject, field: string, redaction: Redaction): JsonObject {
  return isJsonObject(value) && isJsonObject(value[field]) ? { ...value, [field]: redaction(value[field]) } : value;
}
