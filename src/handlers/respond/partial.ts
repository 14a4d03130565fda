import { goPackageOf, type KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import type { Negotiated } from '../../request/negotiate.ts';
import type { Scope } from '../scope.ts';

/** An object's metadata alone (meta.k8s.io PartialObjectMetadata). */
export function partialOf(object: KubeObject, version: string) {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

/**
 * The metadata of one object and of a list are two forms, and each is had of its own kind only.
 * @throws StatusError 406
 */
export function checkForm({ resource }: Scope, { as, asList }: Negotiated, isList: boolean): void {
  if (as !== 'PartialObjectMetadata' || asList === isList) return;
  const [asked, found] = isList
    ? ['PartialObjectMetadata', `a list (*${goPackageOf(resource.group)}.${resource.listKind})`]
    : ['PartialObjectMetadataList', `not a list (*${goPackageOf(resource.group)}.${resource.kind})`];
  const message = `you requested ${asked}, but the requested object is ${found}`;
  throw new StatusError(406, 'NotAcceptable', message);
}
