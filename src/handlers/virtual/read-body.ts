import { MAX_OBJECT_VALUES } from '../../api/json.ts';
import type { GroupVersionKind, KubeObject } from '../../api/object.ts';
import { badRequest } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import { updateManagedFields } from '../../schema/apply/update.ts';
import { decodeObject } from '../../schema/decode/decode-object.ts';
import { schemaOf } from '../../schema/schema-of.ts';
import { bodyFormat, MAX_BODY_BYTES } from '../body.ts';
import { managerOf, setManagedFields } from '../field-manager.ts';
import { parseWriteOptions, type WriteOptions } from '../options/write-options.ts';
import { negotiateOrFail } from '../respond/json.ts';

export interface PostedObject {
  readonly object: KubeObject;
  readonly options: WriteOptions;
}

/**
 * The body of a POST to an endpoint that stores nothing.
 * @param olderVersions of the kind, with the same fields: read as if they said `gvk`
 * @throws StatusError 400, 406, 413, 415, 422
 */
export async function readPosted(
  context: RequestContext,
  gvk: GroupVersionKind,
  model: string,
  olderVersions: readonly string[] = [],
): Promise<PostedObject> {
  const { request } = context;
  negotiateOrFail(request, 'object-only');
  const options = parseWriteOptions(request.query, 'CreateOptions');
  const contentType = bodyFormat({ context });
  const bytes = await request.body(MAX_BODY_BYTES);
  const { fieldValidation } = options;
  const expected = { schema: schemaOf(model), gvk, olderVersions, maxValues: MAX_OBJECT_VALUES };
  const decoded = await decodeObject(bytes, { contentType, fieldValidation, ...expected });
  context.warnings.push(...decoded.warnings);
  context.audit.requestObject(decoded.object);
  return { object: decoded.object, options };
}

/** Sets metadata.managedFields of what is answered as it was posted, as of any object that is created. */
export function trackPosted(
  context: RequestContext,
  { object, options }: PostedObject,
  model: string,
  subresource = '',
): void {
  const management = {
    manager: managerOf(context, options.fieldManager),
    apiVersion: object.apiVersion,
    subresource,
    now: rfc3339(context.receivedAt),
    schema: schemaOf(model),
  };
  setManagedFields(object, updateManagedFields({ ...management, updated: object }));
}

/** What is posted to a subresource names the object that the path names. @throws StatusError 400 */
export function checkPosted({ kind, metadata }: KubeObject, { namespace, name }: ResourceRequest): void {
  if (metadata.name !== name) throw badRequest(`name in URL does not match name in ${kind} object`);
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}
