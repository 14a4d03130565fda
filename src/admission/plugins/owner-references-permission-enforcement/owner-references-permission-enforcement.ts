/**
 * OwnerReferencesPermissionEnforcement: who has an object collected with another may delete it himself, and who keeps an
 * owner from going may do that anyway.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#ownerreferencespermissionenforcement
 */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject, OwnerReference } from '../../../api/object.ts';
import type { UserInfo } from '../../../request/user-info.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';

export interface OwnerResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

/** What somebody would do to an object. */
export interface Deed {
  readonly user: UserInfo;
  readonly verb: 'delete' | 'update';
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface OwnerReferencesPorts {
  /** All that are served as this kind. */
  resourcesOf(apiVersion: string, kind: string): readonly OwnerResource[];
  /** @returns why not; undefined: it is allowed */
  refusalOf(deed: Deed): Promise<string | undefined>;
}

export class OwnerReferencesPermissionEnforcement implements AdmissionPlugin {
  readonly name = 'OwnerReferencesPermissionEnforcement';
  readonly #ports: OwnerReferencesPorts;

  constructor(ports: OwnerReferencesPorts) {
    this.#ports = ports;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    // Owners cannot be changed by the status of a pod, and some kubelets send them back garbled.
    if (concerns(attributes, '', 'pods', ['status'])) return;
    if (deepEqual(ownersOf(attributes.object), ownersOf(attributes.oldObject))) return;
    return this.#check(attributes);
  }

  async #check(attributes: AdmissionAttributes): Promise<void> {
    const { user, resource, subresource, namespace, name } = attributes;
    const refusal = await this.#ports.refusalOf({ user, verb: 'delete', ...resource, subresource, namespace, name });
    if (refusal !== undefined) {
      throw refuse(attributes, `cannot set an ownerRef on a resource you can't delete: ${refusal}, <nil>`);
    }
    for (const owner of newlyBlocked(attributes)) await this.#checkBlocked(attributes, owner);
  }

  async #checkBlocked(attributes: AdmissionAttributes, owner: OwnerReference): Promise<void> {
    const resources = this.#ports.resourcesOf(owner.apiVersion, owner.kind);
    if (resources.length === 0) throw refuse(attributes, noSuchOwner(owner));
    for (const { namespaced, ...resource } of resources) {
      const namespace = namespaced ? attributes.namespace : '';
      const target = { ...resource, subresource: 'finalizers', namespace, name: owner.name };
      const refusal = await this.#ports.refusalOf({ user: attributes.user, verb: 'update', ...target });
      if (refusal === undefined) continue;
      const why = "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on";
      throw refuse(attributes, `${why}: ${refusal}, <nil>`);
    }
  }
}

function ownersOf(object: KubeObject | undefined): readonly OwnerReference[] {
  return object?.metadata.ownerReferences ?? [];
}

function newlyBlocked({ object, oldObject }: AdmissionAttributes): OwnerReference[] {
  const blocked = new Set(ownersOf(oldObject).flatMap((owner) => (owner.blockOwnerDeletion ? owner.uid : [])));
  return ownersOf(object).filter(({ uid, blockOwnerDeletion }) => blockOwnerDeletion && !blocked.has(uid));
}

function noSuchOwner({ apiVersion, kind }: OwnerReference): string {
  const why = `no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}`;
  return `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${apiVersion} Kind ${kind}: ${why}`;
}
