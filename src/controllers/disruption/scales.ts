import { type KubeObject, type OwnerReference, qualifiedName } from '../../api/object.ts';
import type { ObjectResource, Objects } from '../objects.ts';
import { OwnerKinds } from '../owner-kinds.ts';

/** Nobody can tell how many pods there should be. */
export class UnknownScale extends Error {
  override readonly name = 'UnknownScale';
}

export interface Scale {
  /** Of what decides on it. */
  readonly uid: string;
  readonly replicas: number;
}

/** What has a scale; of a replica set of a deployment, the deployment's counts. */
const SCALED = new Set(['replicationcontrollers', 'replicasets.apps', 'deployments.apps', 'statefulsets.apps']);

/** How many pods their controllers want. */
export class Scales {
  readonly #objects: Objects;
  readonly #kinds: OwnerKinds;

  constructor(objects: Objects) {
    this.#objects = objects;
    this.#kinds = new OwnerKinds(objects);
  }

  /**
   * @returns undefined when the controller is gone
   * @throws UnknownScale
   */
  find(reference: OwnerReference, namespace: string): Scale | undefined {
    const resource = this.#kinds.find(reference);
    if (!resource) throw new UnknownScale(noMatches(reference));
    if (!SCALED.has(nameOf(resource))) {
      throw new UnknownScale(`${nameOf(resource)} does not implement the scale subresource`);
    }
    const found = this.#controller(resource, reference, namespace);
    if (!found) return undefined;
    const above = controllerOf(found);
    const deployment = above?.kind === 'Deployment' ? this.#kinds.find(above) : undefined;
    const top = (deployment && this.#controller(deployment, above!, namespace)) ?? found;
    return { uid: top.metadata.uid!, replicas: top.spec?.replicas ?? 0 };
  }

  #controller(resource: ObjectResource, { name, uid }: OwnerReference, namespace: string): KubeObject | undefined {
    const object = this.#objects.find(resource, namespace, name)?.object;
    return object?.metadata.uid === uid ? object : undefined;
  }
}

export function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

function nameOf({ group, resource }: ObjectResource): string {
  return qualifiedName(group, resource);
}

function noMatches({ apiVersion, kind }: OwnerReference): string {
  return `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`;
}
