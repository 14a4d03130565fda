/** What keeps an object that is being deleted from going. Pure. */
import type { KubeObject } from '../../api/object.ts';
import type { KnownResource } from '../access-question.ts';

export interface Held {
  /** `pods`, `deployments.apps` */
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  readonly finalizers: readonly string[];
  /** `Deployment web` */
  readonly owners: readonly string[];
  /** RFC 3339; absent: nobody has asked it to go yet. */
  readonly deletedAt?: string;
}

export interface Stuck {
  /** `namespace`, `configmap` */
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  /** RFC 3339; absent: it is not being deleted. */
  readonly deletedAt?: string;
  /** Its own, of `metadata`. */
  readonly finalizers: readonly string[];
  /** Of `spec`, where it is a namespace. */
  readonly specFinalizers: readonly string[];
  /** What the controller says. */
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  /** What is in it still. */
  readonly held: readonly Held[];
  /** Kinds that could not be looked at, and why. */
  readonly unseen: readonly string[];
}

export function heldOf({ group, name }: KnownResource, { metadata }: KubeObject): Held {
  const { deletionTimestamp, ownerReferences = [], finalizers = [], namespace } = metadata;
  return {
    resource: group === '' ? name : `${name}.${group}`,
    ...(namespace && { namespace }),
    name: metadata.name ?? '',
    finalizers,
    owners: ownerReferences.map((owner: { kind?: string; name?: string }) => `${owner.kind} ${owner.name}`),
    ...(deletionTimestamp && { deletedAt: String(deletionTimestamp) }),
  };
}

/** Of the namespace controller, in `spec`: it goes last. */
export const NAMESPACE_FINALIZER = 'kubernetes';

/** Who takes a finalizer off: upstream's own, by their names. */
const CONTROLLERS: ReadonlyMap<string, string> = new Map([
  [NAMESPACE_FINALIZER, 'the namespace controller, once everything in the namespace is gone'],
  ['foregroundDeletion', 'the garbage collector, once what the object owns is gone'],
  ['orphan', 'the garbage collector, once what the object owns is let go'],
  ['kubernetes.io/pvc-protection', 'the PVC protection controller, once no pod uses the claim'],
  ['kubernetes.io/pv-protection', 'the PV protection controller, once no claim is bound to the volume'],
  [
    'kubernetes.io/vac-protection',
    'the volume attributes class protection controller, once no claim or volume has the class',
  ],
  ['batch.kubernetes.io/job-tracking', 'the job controller, once it has counted the pod'],
  ['service.kubernetes.io/load-balancer-cleanup', 'the cloud controller, once the load balancer is gone'],
  ['resource.kubernetes.io/delete-protection', 'the resource claim controller, once no pod uses the claim'],
]);

export function removerOf(finalizer: string): string {
  const [domain = finalizer] = finalizer.split('/', 1);
  return CONTROLLERS.get(finalizer) ?? `whoever put it there: look for a controller of ${domain}, and whether it runs`;
}
