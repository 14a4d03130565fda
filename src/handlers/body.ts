/** From a request's body to a typed object of the scope's kind. */
import type { KubeObject, ObjectMeta } from '../api/object.ts';
import { badRequest, StatusError } from '../api/status.ts';
import { mediaTypeOf } from '../request/negotiate.ts';
import type { BodyFormat } from '../schema/decode/decode-object.ts';
import { headerOf } from './respond/json.ts';
import type { Scope } from './scope.ts';

/** As kube-apiserver's: 3 MiB. */
export const MAX_BODY_BYTES = 3 * 1024 * 1024;

const FORMATS = new Map<string, BodyFormat>([
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  ['application/vnd.kubernetes.protobuf', 'protobuf'],
]);

const UNSUPPORTED = `the body of the request was in an unknown format - accepted media types include: ${[...FORMATS.keys()].join(', ')}`;

/** @throws StatusError 415 */
export function bodyFormat(scope: Pick<Scope, 'context'>): BodyFormat {
  const format = FORMATS.get(mediaTypeOf(headerOf(scope.context.request, 'content-type')));
  if (format) return format;
  throw new StatusError(415, 'UnsupportedMediaType', UNSUPPORTED);
}

/**
 * The namespace in the object and in the path must agree; an object without one takes the path's. Manifests of kinds
 * without namespaces name one all the same, as charts do that give one to whatever they install: it is dropped.
 */
export function setNamespace({ resource, info }: Scope, { metadata }: KubeObject): void {
  if (!resource.namespaced) delete metadata.namespace;
  else if (!metadata.namespace) metadata.namespace = info.namespace;
  else if (metadata.namespace !== info.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

const SERVERS = ['creationTimestamp', 'uid', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink'] as const;

/** What only the server says of a new object is dropped, before admission sees it and whoever sent it comes to own it. */
export function dropServerMetadata(metadata: ObjectMeta): void {
  for (const field of SERVERS) delete metadata[field];
}

/** The name in the object and in the path must agree. */
export function checkName({ info }: Scope, { metadata: { name } }: KubeObject): void {
  if (!name) {
    throw badRequest(`the name of the object (${info.name} based on URL) was undeterminable: name must be provided`);
  }
  if (name !== info.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`);
  }
}
